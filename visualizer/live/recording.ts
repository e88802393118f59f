import { signal } from '@preact/signals';
import type { Replayed, SessionSnapshot } from '../../src/debug/index.ts';
import type { SessionPolicy } from '../../src/index.ts';
import type { DeadlineTold, TransitionTaken } from '../../src/inspect/index.ts';
import type { MachineDefinition } from '../chart/machine-graph.ts';

/** What is shown of one event, wherever it came from. */
export interface RecordedStep {
  readonly seq: number;
  readonly atMs: number;
  readonly what: string;
  readonly from: string;
  readonly to: string;
  readonly transitions: readonly TransitionTaken[];
  /** `started`, `ended: inactivity`. */
  readonly told: readonly string[];
  /** The session, or whatever the machine remembers. */
  readonly record: Readonly<Record<string, unknown>> | null;
  readonly deadline: DeadlineTold | null;
}
export interface RecordedTrigger {
  readonly atMs: number;
  readonly trigger: string;
}
/** One actor that attached. */
export interface Recording {
  readonly key: string;
  readonly name: string;
  /** Where its messages come from, for people. */
  readonly origin: string;
  /** It runs the session chart, so that the drawing fits. */
  readonly isSession: boolean;
  readonly policy: SessionPolicy | null;
  /** Of any other machine. */
  readonly definition: MachineDefinition | null;
  readonly state: string;
  readonly steps: readonly RecordedStep[];
  readonly triggers: readonly RecordedTrigger[];
  /** Moves with activity, between two steps. */
  readonly deadlineMs: number | null;
  /** What the app's clock is ahead of this one. */
  readonly skewMs: number;
  readonly isAttached: boolean;
  /** Where it was opened and not attached: what it was opened from. */
  readonly opened: Opened | null;
}
/** A snapshot of debug mode, and what came of its events here. */
export interface Opened {
  readonly snapshot: SessionSnapshot;
  readonly replayed: Replayed;
}
/** Older ones go first. */
const MOST_STEPS = 2_000;
const MOST_TRIGGERS = 5_000;

export const recordings = signal<ReadonlyMap<string, Recording>>(new Map());
export const chosenKey = signal<string | null>(null);
/** The step that is visited; `null`: the latest. */
export const visited = signal<number | null>(null);

const EMPTY = {
  policy: null,
  definition: null,
  state: 'idle',
  steps: [],
  triggers: [],
  deadlineMs: null,
  skewMs: 0,
  isAttached: true,
  opened: null,
} as const;

export function attach(key: string, fields: Pick<Recording, 'name' | 'origin' | 'isSession'> & Partial<Recording>): void {
  const before = recordings.value.get(key);
  const next = new Map(recordings.value);
  next.set(key, { ...EMPTY, ...before, ...fields, key, isAttached: true });
  recordings.value = next;
  const shown = recordings.value.get(chosenKey.value ?? '');
  // Whoever attaches an app wants to see it, and the demo was there by itself.
  const isDemo = shown?.origin === 'this page' && visited.value === null;
  if (!shown?.isAttached || (before === undefined && isDemo && fields.origin !== 'this page')) choose(key);
}

export function choose(key: string): void {
  chosenKey.value = key;
  visited.value = null;
}

export function change(key: string, update: (recording: Recording) => Partial<Recording>): void {
  const before = recordings.value.get(key);
  if (!before) return;
  const next = new Map(recordings.value);
  next.set(key, { ...before, ...update(before) });
  recordings.value = next;
}

export function addStep(key: string, step: Omit<RecordedStep, 'seq'>): void {
  change(key, ({ steps }) => ({
    state: step.to,
    steps: [...steps.slice(-MOST_STEPS + 1), { ...step, seq: (steps.at(-1)?.seq ?? 0) + 1 }],
    deadlineMs: step.deadline?.atMs ?? null,
  }));
}

export function addTrigger(key: string, trigger: RecordedTrigger): void {
  change(key, ({ triggers }) => ({ triggers: [...triggers.slice(-MOST_TRIGGERS + 1), trigger] }));
}

/** What only keeps the chart in step with its store, its clock or the pulse. */
const KEEPING: ReadonlySet<string> = new Set(['sync', 'pulse', 'tick']);
export const isNotable = ({ what, told, from, to }: RecordedStep): boolean => !KEEPING.has(what) || told.length > 0 || from !== to;

/** The step that is shown while none is visited. */
export const latestOf = ({ steps }: Recording): RecordedStep | null => steps.findLast(isNotable) ?? steps.at(-1) ?? null;

/** Forgets one that was opened. */
export function close(key: string): void {
  recordings.value = new Map([...recordings.value].filter(([one]) => one !== key));
  choose([...recordings.value.keys()].at(-1) ?? '');
}

/** Forgets those that are gone. */
export function forget(): void {
  recordings.value = new Map([...recordings.value].filter(([, { isAttached }]) => isAttached));
  if (!recordings.value.has(chosenKey.value ?? '')) chosenKey.value = [...recordings.value.keys()].at(-1) ?? null;
}

/** What was recorded, as activity that policies can be tried on. */
export function activityCsv({ name, triggers, steps }: Recording): string {
  const rows = triggers.length > 0 ? triggers : steps.map(({ atMs, what }) => ({ atMs, trigger: what }));
  const ordered = [...rows].sort((a, b) => a.atMs - b.atMs);
  return `user,time_ms,event\n${ordered.map(({ atMs, trigger }) => `"${name.replaceAll('"', '""')}",${Math.round(atMs)},${trigger}\n`).join('')}`;
}
