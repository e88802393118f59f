/** What may go wrong in a browser's storage, and when. */

/** Each call that the web adapter makes to a browser's storage, by its surface. */
export const PLACES = {
  open: ['throw', 'hang', 'fail', 'block', 'empty'],
  transaction: ['throw', 'hang', 'abort', 'versionchange', 'empty'],
  get: ['throw', 'abort', 'foreign'],
  put: ['throw', 'abort'],
  getItem: ['throw', 'empty'],
  setItem: ['throw', 'ignore', 'empty'],
  removeItem: ['throw', 'ignore'],
  keys: ['throw'],
  cookie: ['throw', 'ignore', 'empty'],
  lock: ['throw', 'hang', 'reject'],
  post: ['throw'],
} as const;

export type Place = keyof typeof PLACES;
/**
 * `throw`: at once, by what a browser throws there. `hang`: nothing ever comes of it. `fail`, `reject`: an error comes later;
 * `block`: after `blocked`. `abort`: the transaction is given up, as where the quota is exceeded. `empty`: the content was lost
 * just before. `ignore`: nothing is written, and nobody says so. `foreign`: somebody put there what is no text. `versionchange`:
 * somebody deletes the database.
 */
export type How = (typeof PLACES)[Place][number];

export interface Fault {
  readonly place: Place;
  readonly how: How;
  /** The call at which it begins, counted in each page from 0. */
  readonly from: number;
  /** So many calls go wrong. */
  readonly times: number;
}

/** Says what is to go wrong with each call of one page. */
export interface FaultPlan {
  at(place: Place): How | null;
  /** What has gone wrong so far. */
  readonly hit: readonly Fault[];
}

export function createFaultPlan(faults: readonly Fault[], isOff: () => boolean): FaultPlan {
  const calls = new Map<Place, number>();
  const hit: Fault[] = [];
  return {
    hit,
    at(place) {
      const call = calls.get(place) ?? 0;
      calls.set(place, call + 1);
      if (isOff()) return null;
      const fault = faults.find((one) => one.place === place && call >= one.from && call < one.from + one.times);
      if (fault && !hit.includes(fault)) hit.push(fault);
      return fault?.how ?? null;
    },
  };
}

export const refused = (name = 'SecurityError') => new DOMException('a fault that the test made', name);
