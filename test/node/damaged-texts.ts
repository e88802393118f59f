import { checkRecord } from '../../machines/parse-record.ts';
import { type SessionRecord, sessionOf } from '../../machines/record.ts';
import type { Slot } from '../../src/provider/platform.ts';

/** What becomes of a text by a crash, a full disk, or the disk itself. */
export type Damage = 'truncated' | 'torn' | 'zeroed' | 'flipped';
export const DAMAGES: readonly Damage[] = ['truncated', 'torn', 'zeroed', 'flipped'];

/** In [0, 1), the same for one seed. */
export type Random = () => number;

/** Mulberry32 (Tommy Ettinger, public domain). */
export function createRandom(seed: number): Random {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** @param before what stood there before, of which a torn write leaves the end */
export function damageText(text: string, before: string, damage: Damage, random: Random): string {
  const bytes = Buffer.from(text);
  const cut = Math.floor(random() * bytes.length);
  if (damage === 'truncated') return bytes.subarray(0, cut).toString();
  if (damage === 'torn') return Buffer.concat([bytes.subarray(0, cut), Buffer.from(before).subarray(cut)]).toString();
  if (damage === 'zeroed') return bytes.fill(0, cut, Math.min(bytes.length, cut + 1 + Math.floor(random() * 512))).toString();
  for (let flips = 1 + Math.floor(random() * 4); flips > 0; flips--) {
    const i = Math.floor(random() * bytes.length);
    bytes[i] = (bytes[i] ?? 0) ^ (1 << Math.floor(random() * 8));
  }
  return bytes.toString();
}

/** What can still be made of a text. `unharmed`: this library might have written it so; `partial`: but for entries of its lists. */
export interface Remains {
  readonly state: 'unharmed' | 'partial' | 'unreadable' | 'newer';
  readonly record: SessionRecord | null;
}

/** By the rules of the stored form alone. */
export function remainsOf(slot: Slot, text: string, nowMs: number): Remains {
  let value: Readonly<Record<string, unknown>> | null = null;
  try {
    value = JSON.parse(text);
  } catch {
    return { state: 'unreadable', record: null };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return { state: 'unreadable', record: null };
  if (typeof value.version === 'number' && value.version > 1) return { state: 'newer', record: null };
  if (value.version !== 1) return { state: 'unreadable', record: null };
  const { session = null } = value;
  const state = hasAllLists(value) ? 'unharmed' : 'partial';
  if (slot !== 'session' || session === null) return { state, record: null };
  const checked = checkRecord(session, nowMs);
  if ('faults' in checked) return { state: checked.isNewer ? 'newer' : 'unreadable', record: null };
  return { state, record: checked.record };
}

const ENDED = { id: 's', scope: 's', policy: 's', startReason: 's', endReason: 's', ordinal: 1, startTimeMs: 1, endTimeMs: 1 };
const LISTS: Readonly<Record<string, object>> = {
  ended: { ...ENDED, lapseTimeMs: 1, lastActivityTimeMs: 1, attributes: {}, metadata: {}, telemetry: {}, contexts: [] },
  sessions: { ...ENDED, lapseTimeMs: 1, lastActivityTimeMs: 1, attributes: {}, metadata: {}, telemetry: {}, contexts: [] },
  outbox: { uid: 's', by: 's', detectedAtMs: 1 },
};

/** Whether the lists that are there hold nothing but entries like these. */
function hasAllLists(value: Readonly<Record<string, unknown>>): boolean {
  const kind = (one: unknown) => (Array.isArray(one) ? 'list' : one === null ? 'null' : typeof one);
  const isLike = (one: unknown, model: object) =>
    kind(one) === 'object' && Object.entries(model).every(([key, field]) => kind((one as Record<string, unknown>)[key]) === kind(field));
  return Object.entries(LISTS).every(([name, model]) => {
    const list = value[name];
    return list === undefined || (Array.isArray(list) && list.every((one) => isLike(one, model)));
  });
}

/** Whether the record itself says that its session lives, under these limits. */
export function saysThatItLives(
  record: SessionRecord,
  nowMs: number,
  limits: { readonly idleMs: number; readonly maxMs: number },
): boolean {
  return sessionOf(record).state !== 'ended' && nowMs < Math.min(record.idleFromMs + limits.idleMs, record.durationFromMs + limits.maxMs);
}
