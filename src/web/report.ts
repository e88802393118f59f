import type { Platform } from '../provider/platform.ts';

type Watch = NonNullable<Platform['watch']>;

/** Tells the provider that something happened, by default now. Instants are Unix epoch milliseconds. */
export type Report = Parameters<Watch>[0];
