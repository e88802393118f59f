import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseTrace, type Trace } from '../src/tools/index.ts';
import { randomTrace } from './random-trace.ts';

const FOLDER = fileURLToPath(new URL('./', import.meta.url));
/** Two tabs at once, in the traces so named. */
const TABS = ['A', 'B'];

/** Sessions at the samples of each trace, by number in order of appearance; `null` where there was no id. */
export type Recording = ReadonlyMap<string, readonly (number | null)[]>;

/** Names of the traces that are told in `traces/`. */
export const toldTraces = (): readonly string[] =>
  readdirSync(`${FOLDER}traces`)
    .filter((file) => file.endsWith('.json'))
    .map((file) => file.slice(0, -'.json'.length))
    .sort();

/** Names of traces made from a seed: `random-7` in one tab, `tabs-7` in two. */
export const randomNames = (kind: 'random' | 'tabs', count: number, from = 0): readonly string[] =>
  Array.from({ length: count }, (_, i) => `${kind}-${from + i}`);

/** What a trace belongs to in a table: itself, or all random ones of its kind. */
export const groupOf = (trace: string): string => /^(random|tabs)-\d+$/.exec(trace)?.[1] ?? trace;

/** @throws TraceError, or Error where there is no such trace. */
export function traceNamed(name: string): Trace {
  const [, kind, seed] = /^(random|tabs)-(\d+)$/.exec(name) ?? [];
  if (kind !== undefined) return randomTrace(Number(seed), kind === 'tabs' ? TABS : undefined);
  return parseTrace(JSON.parse(readFileSync(`${FOLDER}traces/${name}.json`, 'utf8')));
}

/** `0 0 0 - 1` as `0x3 - 1`. */
export function packSessions(sessions: readonly (number | null)[]): string {
  const runs: { text: string; length: number }[] = [];
  for (const session of sessions) {
    const text = String(session ?? '-');
    const last = runs.at(-1);
    if (last?.text === text) last.length++;
    else runs.push({ text, length: 1 });
  }
  return runs.map(({ text, length }) => (length > 1 ? `${text}x${length}` : text)).join(' ');
}

export const unpackSessions = (packed: string): readonly (number | null)[] =>
  packed.split(' ').flatMap((run): (number | null)[] => {
    const [text = '-', length = '1'] = run.split('x');
    return Array(Number(length)).fill(text === '-' ? null : Number(text));
  });

/** @returns what was recorded of an SDK; nothing where it never was. */
export function readRecording(sdk: string): Recording {
  const file = `${FOLDER}observed/${sdk}.json`;
  if (!existsSync(file)) return new Map();
  const packed = JSON.parse(readFileSync(file, 'utf8')) as { readonly [trace: string]: string };
  return new Map(Object.entries(packed).map(([trace, sessions]) => [trace, unpackSessions(sessions)]));
}

export function writeRecording(sdk: string, recording: Recording): void {
  const packed = Object.fromEntries([...recording].map(([trace, sessions]) => [trace, packSessions(sessions)]));
  mkdirSync(`${FOLDER}observed`, { recursive: true });
  writeFileSync(`${FOLDER}observed/${sdk}.json`, `${JSON.stringify(packed, null, 2)}\n`);
}
