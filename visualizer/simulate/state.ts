import { batch, computed, signal } from '@preact/signals';
import type { SessionPolicy } from '../../src/index.ts';
import { defaultPolicy, otelAndroid } from '../../src/policies/index.ts';
import type { SessionFate } from '../../src/tools/index.ts';
import {
  type Comparison,
  type CurvePoint,
  LETTERS,
  type LoadedActivity,
  type Person,
  type PolicyResult,
  type RankedPerson,
  type Sleep,
} from './messages.ts';

export { LETTERS };
export const MOST_POLICIES = LETTERS.length;

export interface Sample {
  readonly id: string;
  readonly title: string;
  readonly users: number;
  readonly days: number;
  readonly seed: number;
}
export const SAMPLES: readonly Sample[] = [
  { id: 'week', title: 'A week in an app', users: 1_460, days: 7, seed: 1 },
  { id: 'team', title: 'A small team, four weeks', users: 25, days: 28, seed: 7 },
  { id: 'day', title: 'One busy day', users: 4_000, days: 1, seed: 3 },
];
export type ActivityChoice =
  | { readonly kind: 'sample'; readonly id: string }
  | { readonly kind: 'file'; readonly name: string; readonly blob: Blob };

const half: SessionPolicy = {
  ...defaultPolicy,
  name: 'default, 15 min',
  endAfter: { ...defaultPolicy.endAfter, inactivity: { ms: 900_000 } },
};

// What is chosen; a link restores it.
export const choice = signal<ActivityChoice>({ kind: 'sample', id: 'week' });
export const policies = signal<readonly SessionPolicy[]>([defaultPolicy, half, otelAndroid]);
export const pair = signal<readonly [number, number]>([0, 1]);
/** The kind of change whose largest examples are shown; `null`: all. */
export const fate = signal<SessionFate | null>(null);
export const user = signal<string | null>(null);
export const sleeps = signal<readonly Sleep[]>([]);
/** The part of the time line that is shown; `null`: all of it. */
export const windowMs = signal<readonly [number, number] | null>(null);
export const playheadMs = signal<number | null>(null);
/** The policy whose chart is shown. */
export const focus = signal(0);

// What the worker answered.
export const loaded = signal<LoadedActivity | null>(null);
export const results = signal<readonly PolicyResult[]>([]);
export const people = signal<readonly RankedPerson[]>([]);
export const points = signal<readonly CurvePoint[]>([]);
export const isCurveComplete = signal(false);
export const comparison = signal<Comparison | null>(null);
export const person = signal<Person | null>(null);
export const failure = signal<string | null>(null);
export const isBusy = signal(true);
export const tookMs = signal<number | null>(null);

/** What is shown belongs to other activity than the one that is chosen. */
export function forgetAnswers(): void {
  loaded.value = null;
  results.value = [];
  people.value = [];
  points.value = [];
  comparison.value = null;
  person.value = null;
  tookMs.value = null;
}

/** All that happened to the person shown, and a little before and after. */
export const extentMs = computed<readonly [number, number]>(() => {
  const told = person.value;
  if (!told || told.times.length === 0) return [0, 1];
  const fromMs = told.times[0] as number;
  const endMs = Math.max(told.times.at(-1) as number, ...told.sessions.map((own) => own.at(-1)?.endTimeMs ?? 0));
  const marginMs = Math.max(60_000, (endMs - fromMs) * 0.02);
  return [fromMs - marginMs, endMs + marginMs];
});
export const shownMs = computed(() => windowMs.value ?? extentMs.value);

const DAY_MS = 86_400_000;

/** A long time line opens on the day with the most activity, where sessions can be told apart; the clock stands in the midst of it. */
export function openOnBusiestDay({ times }: Person): void {
  let best = 0;
  let most = 0;
  for (let from = 0, to = 0; from < times.length; from++) {
    while (to < times.length && (times[to] as number) < (times[from] as number) + DAY_MS) to++;
    if (to - from > most) {
      most = to - from;
      best = from;
    }
  }
  const startMs = times[best] ?? 0;
  const [fromMs, toMs] = extentMs.value;
  if (toMs - fromMs > 3 * DAY_MS) windowMs.value = [startMs - DAY_MS / 24, startMs + DAY_MS];
  playheadMs.value = times[best + (most >> 1)] ?? null;
}

export function choosePerson(name: string | null, window: readonly [number, number] | null = null): void {
  batch(() => {
    if (name !== user.value) sleeps.value = [];
    user.value = name;
    windowMs.value = window;
    playheadMs.value = window ? (window[0] + window[1]) / 2 : null;
  });
}

export function setPolicy(index: number, policy: SessionPolicy): void {
  policies.value = policies.value.map((old, at) => (at === index ? policy : old));
}

export function addPolicy(policy: SessionPolicy): void {
  if (policies.value.length < MOST_POLICIES) policies.value = [...policies.value, policy];
}

export function removePolicy(index: number): void {
  if (policies.value.length < 2) return;
  batch(() => {
    policies.value = policies.value.filter((_, at) => at !== index);
    const last = policies.value.length - 1;
    pair.value = [Math.min(pair.value[0], last), Math.min(pair.value[1], last)];
    focus.value = Math.min(focus.value, last);
  });
}
