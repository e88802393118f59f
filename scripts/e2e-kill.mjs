/**
 * `npm run e2e:kill`: processes and browsers are killed at random moments while they work, and started again. What an OTLP
 * receiver got in the end is held against the diary that each app kept. And stored texts are damaged. Prints one table and fails for any violation.
 * `--runs N` kills (default 300, two thirds of them processes), `--seed N` chooses the same moments again, `--only TEXT` the scenarios
 * so named. What is not as expected stands in a folder that is named, diary and records.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { createChance } from '../test/kill/chance.mjs';
import { judge } from '../test/kill/judge.mjs';
import { playInProfile } from '../test/kill/play-chromium.mjs';
import { playOnStore } from '../test/kill/play-node.mjs';
import { buildApp } from '../test/kill/run-app.mjs';
import { NODE_SCENARIOS, PAGE_SCENARIOS } from '../test/kill/scenarios.mjs';
import { servePage } from '../test/kill/serve-page.mjs';
import { printTable } from '../test/kill/table.mjs';
import { startReceiver } from '../test/otel/otlp-receiver.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { ensureChromium } from './chromium.mjs';
import { ROOT } from './entries.mjs';
import { ensureDecoder, ensureLine } from './otel-lines.mjs';

const DEFAULT_RUNS = 300;
/** In a whole run, and of each part its part. */
const DAMAGED_TEXTS = 10_000;
/** Kills on one store. */
const KILLS_ON_ONE = 8;

const { values } = parseArgs({ options: { runs: { type: 'string' }, seed: { type: 'string' }, only: { type: 'string' } } });
const runs = Number(values.runs ?? DEFAULT_RUNS);
const seed = Number(values.seed ?? Date.now() % 1_000_000);
const startMs = performance.now();
ensureInstalled();
ensureDecoder();
ensureLine('otel-3x');
const chance = createChance(seed);
const receiver = await startReceiver();
const builder = await buildApp();
const nodeStories = await playAll(NODE_SCENARIOS, Math.round((runs * 2) / 3), 3 * availableParallelism(), (run) =>
  playOnStore(builder, run.scenario, { ...run, url: receiver.url }),
);
builder.remove();
await receiver.close();
const chromium = PAGE_SCENARIOS.some(isWanted) ? ensureChromium('kills of browsers') : null;
const server = await servePage();
const pageStories = chromium
  ? await playAll(PAGE_SCENARIOS, Math.round(runs / 3), availableParallelism(), (run) =>
      playInProfile(chromium, run.scenario, { ...run, server }),
    )
  : [];
await server.close();
const isDamageSurvived = values.only ? true : surviveDamage(Math.round((runs / DEFAULT_RUNS) * DAMAGED_TEXTS));

const stories = [...nodeStories, ...pageStories];
const records = [...receiver.records, ...server.records];
const rows = judge(stories, records);
const problems = printTable(rows);
keep(new Set(rows.flatMap((row) => row.problems.map(({ service }) => service))));
const seconds = Math.round((performance.now() - startMs) / 1_000);
console.log(`${problems === 0 ? 'all as expected' : `${problems} not as expected`}, in ${seconds} s; --seed ${seed}`);
process.exitCode = problems === 0 && isDamageSurvived ? 0 : 1;

/** What there is to look at afterwards. @param {ReadonlySet<string>} services */
function keep(services) {
  if (services.size === 0) return;
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-kill-failed-'));
  for (const { service, diary } of stories.filter((story) => services.has(story.service))) {
    const arrived = records.filter((record) => record.service === service);
    const lines = (/** @type {readonly object[]} */ list) => list.map((one) => `${JSON.stringify(one)}\n`).join('');
    writeFileSync(join(folder, `${service.replaceAll(' ', '-')}.diary`), lines(diary));
    writeFileSync(join(folder, `${service.replaceAll(' ', '-')}.records`), lines(arrived));
  }
  console.log(`diaries and records: ${folder}`);
}

/** @param {number} count of texts that are damaged, and found by the next start @returns {boolean} */
function surviveDamage(count) {
  const args = ['node_modules/vitest/vitest.mjs', 'run', 'test/node/damaged-texts.test.ts', '--reporter=dot'];
  const { status, stdout } = spawnSync(process.execPath, args, {
    cwd: ROOT,
    encoding: 'utf8',
    env: { ...process.env, DAMAGED_TEXTS: String(count) },
  });
  const figures = /\{"unreadable".*\}/.exec(stdout)?.[0] ?? stdout;
  console.log(`${status === 0 ? 'ok    ' : 'FAILED'} ${count} damaged texts: ${figures}\n`);
  return status === 0;
}

/** @param {{ name: string }} scenario */
function isWanted({ name }) {
  return name.includes(values.only ?? '');
}

/**
 * Shares the kills among the scenarios, and those of each among some stores, several at a time.
 *
 * @template {{ name: string, share: number }} Scenario
 * @param {readonly Scenario[]} scenarios
 * @param {number} kills
 * @param {number} atOnce
 * @param {(run: { scenario: Scenario, kills: number, service: string, seed: number }) => Promise<import('../test/kill/judge.mjs').Story>} play
 */
async function playAll(scenarios, kills, atOnce, play) {
  const queue = scenarios.filter(isWanted).flatMap((scenario) => {
    const wanted = Math.max(1, Math.round(kills * scenario.share));
    const stores = Math.ceil(wanted / KILLS_ON_ONE);
    return Array.from({ length: stores }, (_, i) => ({ scenario, kills: Math.floor(wanted / stores) + (i < wanted % stores ? 1 : 0) }));
  });
  const runsOf = queue.map((run, i) => ({ ...run, service: `${run.scenario.name} ${i + 1}`, seed: chance.child() }));
  /** @type {import('../test/kill/judge.mjs').Story[]} */
  const played = [];
  const worker = async () => {
    for (let next = runsOf.shift(); next; next = runsOf.shift()) played.push(await play(next));
  };
  // They mostly wait.
  await Promise.all(Array.from({ length: atOnce }, worker));
  return played.sort(
    (a, b) => scenarios.findIndex(({ name }) => name === a.scenario.name) - scenarios.findIndex(({ name }) => name === b.scenario.name),
  );
}
