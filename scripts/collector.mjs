/** A real OpenTelemetry Collector, built from its Go modules with its own builder: what the tests and the recipes have in their pipelines. */
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const VERSION = 'v0.160.0';
/** That of the same release's stable modules. */
const STABLE_VERSION = 'v1.66.0';
const BUILDER = `go.opentelemetry.io/collector/cmd/builder@${VERSION}`;
const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';
const MODULES = {
  receivers: [`${CORE}/receiver/otlpreceiver ${VERSION}`],
  processors: [
    `${CORE}/processor/batchprocessor ${VERSION}`,
    ...['filter', 'tailsampling'].map((kind) => `${CONTRIB}/processor/${kind}processor ${VERSION}`),
  ],
  exporters: [`${CORE}/exporter/otlphttpexporter ${VERSION}`, `${CONTRIB}/exporter/fileexporter ${VERSION}`],
  providers: ['env', 'file'].map((kind) => `${CORE}/confmap/provider/${kind}provider ${STABLE_VERSION}`),
};
const MANIFEST = JSON.stringify({
  dist: { name: 'collector', output_path: '.' },
  ...Object.fromEntries(Object.entries(MODULES).map(([kind, modules]) => [kind, modules.map((gomod) => ({ gomod }))])),
});
/** What the builder would write into go.mod. */
const REQUIRED = [...Object.values(MODULES).flat(), `${CORE}/otelcol ${VERSION}`].map((gomod) => `-require=${gomod.replace(' ', '@')}`);
/** What Go says when there is no way to a module. */
const UNREACHABLE = /dial tcp|no such host|i\/o timeout|module lookup disabled|40[34] |50\d /;
const POLL_MS = 100;
const START_MS = 20_000;

/** @returns {string | null} the command `go`, from the PATH or from where its installer puts it; `null` where there is none */
export function findGo() {
  return ['go', '/usr/local/go/bin/go'].find((command) => spawnSync(command, ['version']).status === 0) ?? null;
}

/**
 * Builds it once; the binary is kept in the user's cache, named by what went into it.
 *
 * @param {string} go
 * @returns {string | null} the path of the binary; `null`, said in one line, where the modules cannot be fetched
 */
export function ensureCollector(go) {
  const key = createHash('sha256').update(MANIFEST).digest('hex').slice(0, 16);
  const cache = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'sessionchart');
  const binary = join(cache, `collector-${VERSION}-${key}`);
  if (existsSync(binary)) return binary;
  console.log(`building the OpenTelemetry Collector ${VERSION}, once; this takes some minutes`);
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-collector-'));
  writeFileSync(join(folder, 'builder.yaml'), MANIFEST);
  const env = { ...process.env, CGO_ENABLED: '0', PATH: `${process.env.PATH}:/usr/local/go/bin` };
  const run = (/** @type {string[]} */ ...args) => {
    const { status, stdout, stderr } = spawnSync(go, args, { cwd: folder, env, encoding: 'utf8' });
    if (status !== 0) throw new Error(`go ${args.join(' ')}:\n${stdout}${stderr}`);
  };
  try {
    // The builder would tidy the modules, which also fetches what only the tests of dependencies import; `-mod=mod` adds what is imported.
    run('run', BUILDER, '--config', 'builder.yaml', '--skip-get-modules', '--skip-compilation');
    run('mod', 'init', 'collector');
    run('mod', 'edit', ...REQUIRED);
    run('build', '-mod=mod', '-trimpath', '-ldflags=-s -w', '-o', 'collector', '.');
  } catch (error) {
    if (!UNREACHABLE.test(String(error))) throw error;
    console.log("the Collector's modules could not be fetched, so not tested: the way through the OpenTelemetry Collector");
    return null;
  }
  mkdirSync(cache, { recursive: true });
  // In two steps, as the cache may be on another file system and two runs may build at once.
  copyFileSync(join(folder, 'collector'), `${binary}.${process.pid}`);
  renameSync(`${binary}.${process.pid}`, binary);
  rmSync(folder, { recursive: true });
  return binary;
}

/**
 * @param {string} binary
 * @returns {Promise<{ url: string, files: Record<'traces' | 'logs' | 'metrics', string>, protoFiles: Record<string, string>, stop(): Promise<void> }>}
 * all is in the files once it has stopped: one request a line; and again as protobuf, with the length before each request
 */
export async function startCollector(binary) {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-collector-'));
  const url = `127.0.0.1:${await freePort()}`;
  const files = { traces: join(folder, 'traces.json'), logs: join(folder, 'logs.json'), metrics: join(folder, 'metrics.json') };
  const protoFiles = Object.fromEntries(Object.keys(files).map((signal) => [signal, join(folder, `${signal}.pb`)]));
  writeFileSync(join(folder, 'config.yaml'), config(url, files, protoFiles));
  const stop = await runCollector(binary, [join(folder, 'config.yaml')]);
  return { url: `http://${url}`, files, protoFiles, stop };
}

/**
 * @param {string} binary
 * @param {readonly string[]} configs files, each laid over those before
 * @param {Readonly<Record<string, string>>} [env]
 * @returns {Promise<() => Promise<void>>} once it is ready: stop
 */
export async function runCollector(binary, configs, env = {}) {
  const args = configs.flatMap((file) => ['--config', file]);
  const child = spawn(binary, args, { stdio: ['ignore', 'ignore', 'pipe'], env: { ...process.env, ...env } });
  let output = '';
  child.stderr.on('data', (chunk) => (output += chunk));
  const exited = new Promise((resolve) => child.on('close', resolve));
  for (let waitedMs = 0; !output.includes('Everything is ready'); waitedMs += POLL_MS) {
    if (child.exitCode !== null || waitedMs > START_MS) throw new Error(`the Collector did not start:\n${output}`);
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
  return async () => {
    child.kill('SIGTERM');
    await exited;
  };
}

/** @param {string} endpoint @param {Record<string, string>} files @param {Record<string, string>} protoFiles */
function config(endpoint, files, protoFiles) {
  const signals = Object.keys(files);
  return JSON.stringify({
    receivers: { otlp: { protocols: { http: { endpoint } } } },
    processors: { batch: { send_batch_size: 256, timeout: '100ms' } },
    // One for each file: a pipeline that ends first would close what another still writes to.
    exporters: Object.fromEntries([
      ...signals.map((signal) => [`file/${signal}`, { path: files[signal] }]),
      ...signals.map((signal) => [`file/${signal}-proto`, { path: protoFiles[signal], format: 'proto' }]),
    ]),
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: Object.fromEntries(
        signals.map((signal) => [
          signal,
          { receivers: ['otlp'], processors: ['batch'], exporters: [`file/${signal}`, `file/${signal}-proto`] },
        ]),
      ),
    },
  });
}

/** @returns {Promise<number>} */
export function freePort() {
  return new Promise((resolve) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
