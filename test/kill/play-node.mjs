/** A store and the processes that are killed on it, one after the other or several at a time; what they did and what arrived. */
import { appendFileSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { createChance } from './chance.mjs';

/** @typedef {import('./scenarios.mjs').Scenario} Scenario */
/** @typedef {import('./chance.mjs').Chance} Chance */
/** @typedef {import('./work.mjs').Entry} Entry */
/** @typedef {Awaited<ReturnType<typeof import('./run-app.mjs')['buildApp']>>} Builder */
/** @typedef {import('./judge.mjs').Story} Story */

/** Longer than any limit, so that whatever was left is over at the last start. */
const LAST_AWAY_MS = 86_400_000;
/** What the last start needs to find out about all before it, and to send it. */
const LAST_LIFE_MS = 2_500;

/**
 * @param {Builder} builder
 * @param {Scenario} scenario
 * @param {{ service: string, kills: number, seed: number, url: string }} how
 * @returns {Promise<Story>}
 */
export async function playOnStore(builder, scenario, { service, kills, seed, url }) {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-kill-'));
  const diary = join(folder, 'diary');
  const chance = createChance(seed);
  /** @type {string[]} */
  const errors = [];
  let offsetMs = 0;
  let lives = 0;
  let killed = 0;
  const begin = (works = true) => {
    const life = `${service}.${++lives}`;
    const { policy, crashes: crashed } = scenario;
    return {
      life,
      app: builder.start({
        life,
        folder: join(folder, 'store'),
        diary,
        url,
        service,
        policy,
        offsetMs,
        seed: chance.child(),
        crashed,
        works,
      }),
    };
  };
  /** One process lives for a while. @returns whether it was killed */
  const live = async () => {
    const { life, app } = begin();
    await app.up;
    await sleep(chance.between(...scenario.lifeMs));
    const isKilled = chance.unit() >= scenario.exits;
    if (isKilled) app.kill();
    else app.tell(chance.pick(['exit', 'shutdown']));
    const t = Date.now() + offsetMs;
    const { code, signal, errors: text } = await app.gone;
    if (isKilled) appendFileSync(diary, `\n${JSON.stringify({ kind: 'killed', life, t })}`);
    if (text !== '' || (signal !== 'SIGKILL' && code !== 0)) errors.push(`${life}: ${signal ?? code} ${text}`);
    if (isKilled) killed++;
  };
  while (killed < kills) {
    // Several at a time, each followed by another, and none at all in between.
    const slots = Math.min(scenario.processes, kills - killed);
    await Promise.all(
      Array.from({ length: slots }, async () => {
        await live();
        if (scenario.processes > 1 && killed < kills - slots) await live();
      }),
    );
    offsetMs += Math.round(chance.between(...chance.pick(scenario.awayMs)));
  }
  offsetMs += LAST_AWAY_MS;
  for (let i = 0; i < 2; i++) {
    const { life, app } = begin(false);
    await app.up;
    await sleep(LAST_LIFE_MS);
    app.tell('shutdown');
    const { code, errors: text } = await app.gone;
    if (text !== '' || code !== 0) errors.push(`${life}: ${code} ${text}`);
    offsetMs += LAST_AWAY_MS;
  }
  const read = readFileSync(diary, 'utf8').split('\n').filter(isWhole).map(parse);
  const left = JSON.parse(readFileSync(join(folder, 'store/default/session.json'), 'utf8')).outbox ?? [];
  rmSync(folder, { recursive: true, force: true });
  return {
    service,
    scenario,
    kills: killed,
    diary: read,
    left: left.map((/** @type {{ uid: string }} */ { uid }) => uid),
    errors,
    evidence: scenario.crashes ? 'crash_reported' : 'process_gone',
  };
}

/** What a kill cut off had not happened yet, or is told by the line before. @param {string} line */
const isWhole = (line) => line.endsWith('}');
/** @param {string} line @returns {Entry} */
const parse = (line) => JSON.parse(line);
