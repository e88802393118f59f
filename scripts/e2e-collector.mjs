/**
 * `npm run e2e:collector`: both SDK lines export in both formats through the real OpenTelemetry Collector to a file; every assertion is made
 * on what the file holds. Without Go it says so and passes.
 */
import { readFileSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { flatten } from '../test/otel/otlp-records.mjs';
import { problemsOf } from '../test/otel/wire-scenario.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { ensureCollector, findGo, startCollector } from './collector.mjs';
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
    for (const format of ['json', 'protobuf']) {
      const collector = await startCollector(binary);
      await runWire(line, format, collector.url).finally(collector.stop);
      const records = Object.values(collector.files).flatMap(readRequests);
      rmSync(dirname(collector.files.logs), { recursive: true });
      const problems = problemsOf(records);
      console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${line}: ${format} through the Collector, ${records.length} records`);
      for (const problem of problems) console.log(`       ${problem}`);
      if (problems.length > 0) process.exitCode = 1;
    }
  }
}

/** @param {string} file */
function readRequests(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  return lines.flatMap((line, index) => flatten(JSON.parse(line), index));
}
