/** Plays the lives of an app on an engine: the phone's native side, then React Native's bundle, one process for each launch. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * @typedef {import('./engines.mjs').Engine} Engine
 * @typedef {import('../../test/react-native/scenarios.mjs').Scenario} Scenario
 *
 * @typedef {object} Place
 * @property {string} phone the script of the native side
 * @property {string} bundle
 * @property {'ios' | 'android'} os
 * @property {'MMKV' | 'AsyncStorage'} storage
 * @property {string} nitroVersion
 */

export const START_MS = Date.UTC(2026, 0, 15, 10);
const WIFI = { type: 'wifi', isConnected: true, isInternetReachable: true, details: null };
/** The phone has none, as React Native itself has none, and the app is to hear of it. */
const WARNINGS = [/no crypto\.getRandomValues/];

/**
 * @param {Scenario} scenario
 * @param {Engine} engine
 * @param {Place} place
 * @returns {Promise<{ told: string[][], faults: string[] }>} what was told in each launch
 */
export async function runLaunches(scenario, engine, place) {
  const tell = createTeller();
  const told = [];
  const faults = [];
  let disk = {};
  let atMs = START_MS;
  for (const { afterS = 0, state = 'active', steps = [] } of scenario.launches) {
    atMs += afterS * 1_000;
    const { storage, nitroVersion } = place;
    const launch = { atMs, disk, state, steps, storage, nitroVersion, policy: scenario.policy ?? null, network: WIFI };
    const ran = await runScript(engine, place, `globalThis.LAUNCH = ${JSON.stringify(launch)};`);
    if (typeof ran === 'string') return { told, faults: [ran] };
    told.push(ran.told.map(tell));
    if (ran.os !== place.os) faults.push(`expected the bundle of ${place.os}, came ${ran.os}`);
    faults.push(...unexpected(ran.warnings));
    ({ disk, atMs } = ran);
  }
  return { told, faults };
}

/** @param {string[]} warnings */
function unexpected(warnings) {
  const missing = WARNINGS.filter((known) => !warnings.some((warning) => known.test(warning)));
  const others = warnings.filter((warning) => !WARNINGS.some((known) => known.test(warning)));
  return [...missing.map((known) => `no warning matches ${known}`), ...others];
}

/**
 * @param {Engine} engine
 * @param {Place} place
 * @param {string} launch
 * @returns {Promise<any>} what the phone printed, or what went wrong
 */
async function runScript(engine, { phone, bundle }, launch) {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-launch-'));
  try {
    const file = join(folder, 'launch.js');
    writeFileSync(file, `${launch}\n${readFileSync(phone, 'utf8')}\n${readFileSync(bundle, 'utf8')}`);
    const { ok, lines, error } = await engine.run(file);
    const last = lines.at(-1) ?? '';
    return ok && last.startsWith('{') ? JSON.parse(last) : error || `the launch printed nothing: ${last}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A change in one line: type, session by its number, second, why, and the metadata that differ from what was told before. */
export function createTeller() {
  /** @type {Map<string, { name: string, metadata: Record<string, unknown> }>} */
  const sessions = new Map();
  return (/** @type {any} */ { type, session, atMs }) => {
    const { id, startReason, endReason, recovered, metadata } = session;
    const known = sessions.get(id) ?? { name: `s${sessions.size + 1}`, metadata: {} };
    sessions.set(id, { ...known, metadata });
    const why = type === 'started' ? [startReason] : type === 'ended' ? [endReason, ...(recovered ? ['recovered'] : [])] : [];
    const keys = [...new Set([...Object.keys(known.metadata), ...Object.keys(metadata)])];
    const news = keys.filter((key) => known.metadata[key] !== metadata[key]).map((key) => `${key}=${metadata[key] ?? 'null'}`);
    return [type, known.name, (atMs - START_MS) / 1_000, ...why, ...news].join(' ');
  };
}
