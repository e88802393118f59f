/**
 * `npm run e2e:otlp`: both SDK lines export in both formats to a receiver on loopback; every assertion is made on what arrived. And npm
 * installs the package beside each line without a warning about peers.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startReceiver } from '../test/otel/otlp-receiver.mjs';
import { problemsOf } from '../test/otel/wire-scenario.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { ROOT } from './entries.mjs';
import { ensureDecoder, installPackage, LINES } from './otel-lines.mjs';
import { runWire } from './wire-run.mjs';

ensureInstalled();
ensureDecoder();
let failures = 0;
for (const line of LINES) {
  installPackage(line);
  report(`${line}: npm`, peerWarnings(line));
  for (const format of ['json', 'protobuf']) {
    const receiver = await startReceiver();
    await runWire(line, format, receiver.url);
    await receiver.close();
    report(`${line}: ${format}, ${receiver.records.length} records`, problemsOf(receiver.records));
  }
}
process.exitCode = failures > 0 ? 1 : 0;

/** @param {string} what @param {readonly string[]} problems */
function report(what, problems) {
  failures += problems.length;
  console.log(`${problems.length === 0 ? 'ok    ' : 'FAILED'} ${what}`);
  for (const problem of problems) console.log(`       ${problem}`);
}

/**
 * What npm says of peers when an application has this line's SDK and this package.
 *
 * @param {string} line
 */
function peerWarnings(line) {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-peers-'));
  const { dependencies } = JSON.parse(readFileSync(`${ROOT}test/${line}/package.json`, 'utf8'));
  // browser-sdk and web-common pin SDKs of their own and warn about them.
  const { '@opentelemetry/browser-sdk': _sdk, '@opentelemetry/web-common': _common, ...sdk } = dependencies;
  const { peerDependencies } = JSON.parse(readFileSync(`${ROOT}package.json`, 'utf8'));
  const manifest = { name: 'app', private: true, dependencies: { ...sdk, xstate: peerDependencies.xstate, rxjs: peerDependencies.rxjs } };
  writeFileSync(join(folder, 'package.json'), JSON.stringify(manifest));
  const args = ['install', '--package-lock-only', '--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund', `file:${ROOT}`];
  const { stderr, status } = spawnSync('npm', args, { cwd: folder, encoding: 'utf8' });
  rmSync(folder, { recursive: true });
  return status === 0 ? stderr.split('\n').filter((text) => /ERESOLVE|peer/i.test(text)) : [stderr];
}
