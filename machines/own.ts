/** The field of an object that is used as a map; `constructor` and its like are keys as good as any. */
export const own = <T>(map: Readonly<Record<string, T>>, key: string): T | undefined => (Object.hasOwn(map, key) ? map[key] : undefined);
