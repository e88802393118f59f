/**
 * Puts accessors on an object's prototype. V8 keeps an object literal that has its own as a dictionary, so that every call
 * through it would be looked up by name.
 */
export function withAccessors<Whole, Key extends keyof Whole>(accessors: Pick<Whole, Key>, rest: Omit<Whole, Key>): Whole {
  return Object.assign(Object.create(accessors), rest);
}
