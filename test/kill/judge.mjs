/** Whether what the receiver got is what happened, by the diaries. */
import { empty, readDiary } from './read-diary.mjs';

/** @typedef {import('../otel/otlp-records.mjs').OtlpRecord} OtlpRecord */
/** @typedef {import('./read-diary.mjs').Lived} Lived */
/** @typedef {import('./read-diary.mjs').Diary} Diary */
/** @typedef {{ policy: { endAfter: { inactivity: { ms: number }, duration: { ms: number } } }, name: string, processes: number }} Rules */
/**
 * @typedef {{ service: string, scenario: Rules, kills: number, diary: import('./work.mjs').Entry[], left: string[], errors: string[],
 *   evidence: string }} Story
 */
/**
 * @typedef {{ scenario: string, kills: number, sessions: number, oneEnd: number, close: number, worstMs: number, duplicates: number,
 *   revived: number, reused: number, misjudged: number, problems: { service: string, text: string }[] }} Row
 */

/** The farthest that an end may be from the last that happened. */
const CLOSE_MS = 2_000;

/**
 * @param {readonly Story[]} stories
 * @param {readonly OtlpRecord[]} records
 * @returns {Row[]} one for each scenario
 */
export function judge(stories, records) {
  /** @type {Map<string, Row>} */
  const rows = new Map();
  for (const story of stories) {
    const { name } = story.scenario;
    const row = rows.get(name) ?? {
      scenario: name,
      kills: 0,
      sessions: 0,
      oneEnd: 0,
      close: 0,
      worstMs: 0,
      duplicates: 0,
      revived: 0,
      reused: 0,
      misjudged: 0,
      problems: [],
    };
    rows.set(name, row);
    judgeStory(
      row,
      story,
      records.filter(({ service }) => service === story.service),
    );
  }
  return [...rows.values()];
}

/** @param {Row} row @param {Story} story @param {readonly OtlpRecord[]} records */
function judgeStory(row, story, records) {
  const diary = readDiary(story.diary);
  const arrived = new Set(records.flatMap(({ attributes }) => (attributes['session.id'] ? [String(attributes['session.id'])] : [])));
  const begun = [...new Set([...[...diary.sessions.values()].filter(({ isTold }) => isTold).map(({ id }) => id), ...arrived])];
  const problem = (/** @type {string} */ text) => row.problems.push({ service: story.service, text });
  row.kills += story.kills;
  row.sessions += begun.length;
  for (const text of [...story.errors, ...diary.warnings]) problem(text);
  for (const uid of story.left) problem(`${uid} is in the outbox still`);
  const ordinals = new Map();
  for (const id of begun) {
    const starts = contents(records, `${id}:start`);
    const written = diary.sessions.get(id) ?? empty(id);
    // Stored, and nobody was told before the kill: another sends its start.
    const lived = { ...written, startTimeMs: written.startTimeMs ?? starts.distinct[0]?.timeMs ?? null };
    const ends = contents(records, `${id}:end`);
    row.duplicates += starts.copies + ends.copies;
    if (starts.distinct.length !== 1) problem(`${id}: ${starts.distinct.length} starts ${JSON.stringify(starts.distinct)}`);
    if (ends.distinct.length === 1) row.oneEnd++;
    else problem(`${id}: ${ends.distinct.length} ends ${JSON.stringify(ends.distinct)}`);
    const ordinal = starts.distinct[0]?.attributes['session.ordinal'];
    const isReused = ordinals.has(ordinal) || lived.starts.size > 1 || starts.distinct.length > 1;
    ordinals.set(ordinal, id);
    if (isReused) {
      row.reused++;
      problem(`${id}: used before, ordinal ${ordinal}, starts ${[...lived.starts]}`);
    }
    const revival = findRevival(lived, diary, story.scenario);
    if (revival) {
      row.revived++;
      problem(`${id}: ${revival}`);
    }
    const [end] = ends.distinct;
    if (!end) continue;
    const distanceMs = distanceOf(end, lived, diary, story.scenario);
    row.worstMs = Math.max(row.worstMs, distanceMs);
    if (distanceMs <= CLOSE_MS) row.close++;
    else problem(`${id}: ends ${Math.round(distanceMs)} ms from the last that happened, ${describe(end)}`);
    const fault = faultOfEvidence(end, lived, diary, story);
    if (fault) {
      row.misjudged++;
      problem(`${id}: ${fault}, ${describe(end)}`);
    }
  }
}

/** @param {OtlpRecord} end */
const describe = ({ attributes, timeMs }) =>
  `${attributes['session.end_reason']} at ${timeMs}, recovered ${attributes['session.recovered']}, evidence ${attributes['session.termination.evidence'] ?? 'none'}`;

/** All that arrived under one uid. @param {readonly OtlpRecord[]} records @param {string} uid */
function contents(records, uid) {
  const found = records.filter(({ attributes }) => attributes['log.record.uid'] === uid);
  /** @type {Map<string, OtlpRecord>} */
  const distinct = new Map();
  for (const record of found) {
    // Sent by a later version of the app, it names the one that it was made under.
    const { 'service.version': _, ...attributes } = record.attributes;
    distinct.set(JSON.stringify([record.name, record.timeMs, record.observedMs, Object.entries(attributes).sort()]), record);
  }
  return { distinct: [...distinct.values()], copies: found.length - distinct.size };
}

/** @param {Lived} lived @param {Diary} diary @param {Rules} rules */
function findRevival({ activities, signs, startTimeMs, isResumedAfterEnd }, { unknown }, { policy }) {
  const { inactivity, duration } = policy.endAfter;
  if (isResumedAfterEnd) return 'went on after its end was told';
  if (startTimeMs === null) return null;
  let latestMs = startTimeMs;
  const all = [
    ...activities.map((t) => ({ t, extends: true, isOwn: true })),
    ...signs.map((t) => ({ t, extends: false, isOwn: true })),
    // A life that was killed before it could say whose it was may have gone on with this one.
    ...unknown.map((t) => ({ t, extends: true, isOwn: false })),
  ].sort((a, b) => a.t - b.t);
  for (const one of all) {
    if (!one.isOwn && (one.t >= latestMs + inactivity.ms || one.t >= startTimeMs + duration.ms)) continue;
    if (one.t >= latestMs + inactivity.ms) return `lived ${one.t - latestMs} ms after its last activity`;
    if (one.t >= startTimeMs + duration.ms) return `lived ${one.t - startTimeMs} ms after its start`;
    if (one.extends) latestMs = Math.max(latestMs, one.t);
  }
  return null;
}

/** @param {OtlpRecord} end @param {Lived} lived @param {Diary} diary @param {Rules} rules */
function distanceOf({ timeMs, attributes }, { activities, signs, startTimeMs }, { unknown }, { policy }) {
  const maxMs = Number(startTimeMs) + policy.endAfter.duration.ms;
  // A session that is cut off by its maximum lived until then, and what is said of it is exact.
  if (attributes['session.end_reason'] === 'max_duration') return Math.abs(timeMs - maxMs);
  const lastMs = Math.max(Number(startTimeMs), ...activities, ...signs);
  return Math.min(...[lastMs, ...unknown].map((t) => Math.abs(timeMs - t)));
}

/** @param {OtlpRecord} end @param {Lived} lived @param {Diary} diary @param {Story} story */
function faultOfEvidence(
  { attributes, timeMs },
  { lives, endedBy, activities, startTimeMs },
  { killedAtMs },
  { scenario, evidence: kind },
) {
  const reason = attributes['session.end_reason'];
  const isRecovered = attributes['session.recovered'] === true;
  const evidence = attributes['session.termination.evidence'];
  // Not all that were killed had come so far as to say that they took part.
  const isKilled = [...killedAtMs.values()].some((atMs) => atMs >= Number(startTimeMs));
  if (evidence !== undefined && evidence !== kind) return `expected ${kind} as evidence`;
  if (reason === 'unexpected_termination' && !(isRecovered && evidence)) return 'cut off, and not recovered with its evidence';
  if (evidence !== undefined && !isKilled) return 'nobody was killed';
  if (scenario.processes > 1) return null;
  const last = [...lives].at(-1) ?? '';
  const killMs = killedAtMs.get(last);
  // What took it on without saying so lived later.
  if (killMs === undefined || killMs < timeMs || [...lives].some((life) => endedBy.has(life))) return null;
  // It may have ended before the kill, and nobody was told in time.
  const { inactivity, duration } = scenario.policy.endAfter;
  const overMs = Math.min(Number(startTimeMs) + duration.ms, Math.max(...activities) + inactivity.ms);
  if (killMs >= overMs || String(reason).startsWith('app.')) return null;
  return reason === 'unexpected_termination' ? null : `cut off by a kill at ${killMs}, which it does not say`;
}
