/**
 * `npm run e2e:recipes`: the recipes that need more than a browser. "Sampling by session": its Collector's configuration in the real
 * Collector, between the recipe's app and a receiver. "Next.js": its app, built and served, with a visitor in Chromium. Without Go or
 * Chromium it says so and passes.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { register } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { startReceiver } from '../test/otel/otlp-receiver.mjs';
import { playNextjs } from '../test/recipes/play-nextjs.mjs';
import { isInCollectorsQuarter, problemsOfSampling, sendSessions } from '../test/recipes/sampled-sessions.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { ensureCollector, findGo, freePort, runCollector } from './collector.mjs';
import { ROOT } from './entries.mjs';
import { ensureDecoder, installPackageIn } from './otel-lines.mjs';

const RECIPES = `${ROOT}examples/recipes`;
const SESSIONS = 400;
/** Shorter than the recipe's, as the servers here answer at once. */
const DECISION_WAIT_MS = 2_000;

register('./typescript-hooks.mjs', import.meta.url);
ensureInstalled();
const go = findGo();
const collector = go === null ? null : ensureCollector(go);
if (collector === null) console.log('not tested: the sampling of sessions in the OpenTelemetry Collector, for want of Go or its modules');
else await sampleInCollector(collector);
ensureDecoder();
const problems = await playNextjs();
if (problems) report('a visitor of the Next.js app, whose session the spans of its server name', problems);

/** @param {string} binary */
async function sampleInCollector(binary) {
  ensureDecoder();
  installPackageIn(RECIPES);
  const { startTelemetry } = await import(pathToFileURL(`${RECIPES}/session-sampling/telemetry.ts`).href);
  const receiver = await startReceiver();
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-sampling-'));
  const laidOver = join(folder, 'test.yaml');
  const settings = {
    processors: { tail_sampling: { decision_wait: `${DECISION_WAIT_MS}ms` } },
    exporters: { otlp_http: { compression: 'none' } },
    service: { telemetry: { metrics: { level: 'none' } } },
  };
  writeFileSync(laidOver, JSON.stringify(settings));
  const listen = `127.0.0.1:${await freePort()}`;
  const configs = [`${RECIPES}/session-sampling/collector.yaml`, laidOver];
  const stop = await runCollector(binary, configs, { OTLP_LISTEN: listen, OTLP_FORWARD: receiver.url });
  const sent = await sendSessions(startTelemetry, { count: SESSIONS, ratio: 1, url: `http://${listen}` });
  await new Promise((resolve) => setTimeout(resolve, 2 * DECISION_WAIT_MS));
  await stop();
  await receiver.close();
  rmSync(folder, { recursive: true });
  const kept = sent.filter(isInCollectorsQuarter).length;
  report(
    `${kept} of ${SESSIONS} sessions through the Collector, each whole, ${receiver.records.length} records`,
    problemsOfSampling(sent, receiver.records, isInCollectorsQuarter),
  );
}

/** @param {string} what @param {readonly string[]} problems */
function report(what, problems) {
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const problem of problems) console.log(`       ${problem}`);
  if (problems.length > 0) process.exitCode = 1;
}
