import type { SessionPolicy } from '../../machines/policy.ts';
import type { Simulation } from '../tools/index.ts';
import { count } from './comparison-table.ts';

const NAMES_SHOWN = 5;

const date = (ms: number) => new Date(ms).toISOString().slice(0, 10);

/** Period and origin of the activity, above the table. */
export const activityLine = ({ fromMs, toMs }: Simulation, files: readonly string[]): string =>
  `${files.map((file) => (file === '-' ? 'standard input' : file)).join(', ')}${fromMs === null || toMs === null ? ': no events' : ` · ${date(fromMs)} to ${date(toMs)} UTC`}`;

function listed(readings: Simulation['readings']): string {
  const shown = readings.slice(0, NAMES_SHOWN).map(({ event, count: rows }) => `${event || '(no name)'} ${count(rows)}`);
  const others = readings.length - shown.length;
  return shown.join(' · ') + (others > 0 ? ` · ${count(others)} other names` : '');
}

/** What a reader has to know to trust the table. */
export function simulationNotes(simulation: Simulation, policies: readonly SessionPolicy[]): readonly string[] {
  const activity = simulation.readings.filter(({ reading }) => reading === 'activity');
  const triggers = simulation.readings.filter(({ reading }) => reading !== 'activity');
  const has = (root: string) => triggers.some(({ reading }) => reading.startsWith(root));
  const notes: string[] = [];
  if (activity.length > 0) notes.push(`Taken as activity: ${listed(activity)}`);
  if (triggers.length > 0) notes.push(`Taken as triggers: ${listed(triggers)}`);
  policies.forEach((policy, i) => {
    if (simulation.events > 0 && simulation.policies[i]?.sessions === 0)
      notes.push(`${policy.name}: no row starts a session; it starts on ${policy.startOn.join(', ')}. Try --map '*=activity'`);
    if (policy.heartbeatEveryMs !== undefined && !has('heartbeat'))
      notes.push(`${policy.name} also counts heartbeats; the rows have none, so its real sessions may be longer`);
    if (policy.startOn.some((trigger) => trigger.startsWith('timer')) && !has('timer'))
      notes.push(`${policy.name} also starts sessions by timer in pages left open; the rows have none, so it really makes more`);
  });
  return notes;
}

/** The notes as sentences in lines of at most `columns` characters, continued by an indent. */
export const noteLines = (notes: readonly string[], columns: number): string =>
  notes.map((note) => `${wrapped(`${note}.`, columns)}\n`).join('');

function wrapped(text: string, columns: number): string {
  const [first = '', ...words] = text.split(' ');
  const lines = [first];
  for (const word of words) {
    const line = lines.at(-1) ?? '';
    if (line.length + 1 + word.length <= columns) lines[lines.length - 1] = `${line} ${word}`;
    else lines.push(`  ${word}`);
  }
  return lines.join('\n');
}
