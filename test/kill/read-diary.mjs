/** What an app's diary says of each session. */

/** @typedef {import('./work.mjs').Entry} Entry */
/**
 * @typedef {{
 *   id: string, startTimeMs: number | null, ordinal: number | null, starts: Set<number>, signs: number[], activities: number[],
 *   lives: Set<string>, isResumedAfterEnd: boolean, endTimeMs: number, endedBy: Set<string>, isTold: boolean,
 * }} Lived
 * `lives` it was alive in; `endedBy`: those that told its end
 */
/**
 * @typedef {{ sessions: Map<string, Lived>, unknown: number[], killedAtMs: Map<string, number>, warnings: string[] }} Diary
 * `unknown`: when something happened whose session no other process heard of, because the kill came first
 */

/**
 * @param {readonly Entry[]} entries
 * @returns {Diary}
 */
export function readDiary(entries) {
  /** @type {Map<string, Lived>} */
  const sessions = new Map();
  const named = new Map(entries.filter(({ kind }) => kind === 'named').map(({ id, life, as }) => [`${life} ${id}`, String(as)]));
  const diary = { sessions, unknown: lastWords(entries), killedAtMs: new Map(), warnings: /** @type {string[]} */ ([]) };
  const lived = (/** @type {string} */ id) => {
    const known = sessions.get(id) ?? empty(id);
    sessions.set(id, known);
    return known;
  };
  for (const entry of entries) {
    const { kind, life, t, id } = entry;
    if (kind === 'warned') diary.warnings.push(`${life}: ${entry.text}`);
    else if (kind === 'killed') diary.killedAtMs.set(life, Number(t));
    else if (kind === 'told') hear(lived(String(id)), entry);
    else if (typeof id === 'string' && kind !== 'named') {
      const final = entry.isFinal ? id : named.get(`${life} ${id}`);
      if (final === undefined) diary.unknown.push(Number(t));
      else live(lived(final), entry);
    }
  }
  const known = new Set([...sessions.values()].flatMap(({ lives }) => [...lives]));
  for (const { kind, life, t } of entries) if (kind === 'up' && !known.has(life)) diary.unknown.push(Number(t));
  return diary;
}

/** @param {string} id @returns {Lived} */
export const empty = (id) => ({
  id,
  startTimeMs: null,
  ordinal: null,
  starts: new Set(),
  signs: [],
  activities: [],
  lives: new Set(),
  isResumedAfterEnd: false,
  endTimeMs: Infinity,
  endedBy: new Set(),
  isTold: false,
});

/** @param {Lived} lived @param {Entry} entry */
function hear(lived, { type, life, startTimeMs, ordinal, t }) {
  lived.isTold = true;
  lived.startTimeMs = Number(startTimeMs);
  lived.ordinal = Number(ordinal);
  if (type === 'ended') {
    lived.endedBy.add(life);
    lived.endTimeMs = Number(t);
  } else {
    lived.lives.add(life);
    if ((type === 'started' || type === 'resumed') && Number(t) > lived.endTimeMs) lived.isResumedAfterEnd = true;
  }
  if (type === 'started') {
    lived.starts.add(Number(startTimeMs));
    lived.activities.push(Number(startTimeMs));
  }
  if (type === 'resumed' || type === 'foregrounded') lived.activities.push(Number(t));
  if (type === 'backgrounded') lived.signs.push(Number(t));
}

/** @param {Lived} lived @param {Entry} entry */
function live(lived, { kind, life, t }) {
  lived.lives.add(life);
  (kind === 'activity' ? lived.activities : lived.signs).push(Number(t));
}

/** What was about to happen as the kill came. @param {readonly Entry[]} entries */
function lastWords(entries) {
  /** @type {Map<string, Entry>} */
  const last = new Map();
  for (const entry of entries) if (entry.kind !== 'killed' && entry.kind !== 'told') last.set(entry.life, entry);
  return [...last.values()].filter(({ about }) => about === true).map(({ t }) => Number(t));
}
