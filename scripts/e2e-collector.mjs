/**
 * `npm run e2e:collector`: both SDK lines export in both formats through the real OpenTelemetry Collector to a file; every assertion is made
 * on what the file holds, and on what `sessionchart audit` says of it. Without Go it says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { flatten } from '../test/otel/otlp-records.mjs';
import { problemsOf } from '../test/otel/wire-scenario.mjs';
import { exportSessions, problemsOfAudit } from '../test/tools/otlp-bodies.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { ensureCollector, findGo, startCollector } from './collector.mjs';
import { ROOT } from './entries.mjs';
import { installPackage, LINES } from './otel-lines.mjs';
import { runWire } from './wire-run.mjs';

const go = findGo();
if (go === null) console.log('Go was not found, so not tested: the way through the OpenTelemetry Collector');
const collector = go === null ? null : ensureCollector(go);
if (collector !== null) await throughCollector(collector);

/** @param {string} binary */
async function throughCollector(binary) {
  ensureInstalled();
  for (const line of LINES) {
    installPackage(line);
    for (const format of /** @type {const} */ (['json', 'protobuf'])) {
      const collector = await startCollector(binary);
      await runWire(line, format, collector.url).finally(collector.stop);
      const records = Object.values(collector.files).flatMap(readRequests);
      report(`${line}: ${format} through the Collector, ${records.length} records`, problemsOf(records));
      rmSync(dirname(collector.files.logs), { recursive: true });
      await auditThrough(binary, line, format);
    }
  }
}

/**
 * Sessions of which is known what was lost, and what the audit says of each of the Collector's files.
 *
 * @param {string} binary
 * @param {string} line
 * @param {'json' | 'protobuf'} format
 */
async function auditThrough(binary, line, format) {
  const collector = await startCollector(binary);
  const sdk = await import(pathToFileURL(`${ROOT}test/${line}/sdk.mjs`).href);
  await exportSessions(sdk, format, collector.url).finally(collector.stop);
  const folder = dirname(collector.files.logs);
  const mixed = join(folder, 'mixed.json');
  writeFileSync(
    mixed,
    Object.values(collector.files)
      .map((file) => readFileSync(file, 'utf8'))
      .reverse()
      .join(''),
  );
  for (const files of [Object.values(collector.files), [mixed], Object.values(collector.protoFiles)]) {
    const args = [`${ROOT}test/${line}/node_modules/sessionchart/dist/cli.js`, 'audit', '--json', '--now', '2026-01-16', ...files];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 1 << 26 });
    const problems = stderr !== '' || status !== 1 ? [`exit status ${status}: ${stderr}`] : problemsOfAudit(JSON.parse(stdout).sessions);
    report(`${line}: ${format} audited, ${files.map((file) => basename(file)).join(' ')}`, problems);
  }
  rmSync(folder, { recursive: true });
}

/** @param {string} what @param {readonly string[]} problems */
function report(what, problems) {
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}

/** @param {string} file */
function readRequests(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line, index) => flatten(JSON.parse(line), index));
}
