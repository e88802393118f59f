/** The same keys, each value put through `map`. */
export const mapValues = <Key extends string, A, B>(table: { readonly [K in Key]: A }, map: (value: A) => B) =>
  Object.fromEntries(Object.entries<A>(table).map(([key, value]) => [key, map(value)])) as { [K in Key]: B };
