import type { SessionStore, Slot } from '../../src/provider/platform.ts';

/** A release of this library, by what it makes of the texts in a store. */
export interface Release {
  readonly name: string;
  /** Of what it stores. */
  write(slot: Slot, text: string): string;
  /** Before it is understood. */
  read?(slot: Slot, text: string): string;
}

type Json = Record<string, unknown>;
const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const change = (text: string, run: (document: Json) => void): string => {
  const document = JSON.parse(text);
  run(document);
  return JSON.stringify(document);
};
const itemsOf = (value: unknown): Json[] => (Array.isArray(value) ? value.filter(isJson) : []);
/** All in a text that a release may add a field to, by where it is and whose. */
const placesIn = (document: Json): readonly (readonly [key: string, place: Json])[] => [
  ['', document],
  ...(isJson(document.session) ? ([[`session ${document.session.id}`, document.session]] as const) : []),
  ...['ended', 'outbox', 'sessions'].flatMap((name) =>
    itemsOf(document[name]).map((place) => [`${name} ${place.id ?? place.uid}`, place] as const),
  ),
];
const placesInText = (text: string | null) => (text === null ? [] : placesIn(JSON.parse(text)));

/** What is stored today. */
export const present: Release = { name: 'present', write: (_, text) => text };

/** It knows nothing of what later releases added. */
export const older: Release = {
  name: 'older',
  write: (_, text) =>
    change(text, (document) => {
      for (const [, place] of placesIn(document)) if (place.evidence === null) delete place.evidence;
    }),
};

/** It adds a field wherever one may be added. */
export const newer: Release = {
  name: 'newer',
  write: (_, text) =>
    change(text, (document) => {
      for (const [, place] of placesIn(document)) place.future ??= { of: place.id ?? place.uid ?? '' };
    }),
};

/** Its format is another, of which today's can only tell that it is later. */
export const next: Release = {
  name: 'next',
  write: (_, text) => JSON.stringify({ version: 2, all: JSON.parse(text) }),
  read: (_, text) => (JSON.parse(text).version === 2 ? JSON.stringify(JSON.parse(text).all) : text),
};

/** Fields of later releases in a text, by their places. */
export const fieldsOfLater = (text: string | null): Readonly<Record<string, unknown>> =>
  Object.fromEntries(placesInText(text).flatMap(([key, { future }]) => (future === undefined ? [] : [[key, future]])));

/** The places that a text has. */
export const keysIn = (text: string | null): ReadonlySet<string> => new Set(placesInText(text).map(([key]) => key));

/** The store as that release uses it. */
export function storeOf({ read = (_, text) => text, write }: Release, store: SessionStore): SessionStore {
  const understand = (slot: Slot, text: string | null) => (text === null ? null : read(slot, text));
  return {
    ...store,
    peek: (slot) => understand(slot, store.peek(slot)),
    async update(slot, change) {
      const text = await store.update(slot, (stored) => {
        const before = understand(slot, stored);
        const after = change(before);
        return after === before ? stored : after === null ? null : slot === 'unreadable' ? after : write(slot, after);
      });
      return understand(slot, text);
    },
    writeNow: (slot, text) => store.writeNow?.(slot, slot === 'unreadable' ? text : write(slot, text)),
  };
}
