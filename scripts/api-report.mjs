/**
 * `api/<entry>.api.md`: what each entry point exports, as its built types say, so that every change of the public surface is a line in a
 * diff. With `--check` it compares; it needs `dist/`.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { CompilerState, Extractor, ExtractorConfig, ExtractorLogLevel } from '@microsoft/api-extractor';
import { publicEntries, ROOT } from './entries.mjs';
import { writeOrCheck } from './generated.mjs';

/** What the report says for itself, or Biome; the rest of what the extractor finds is an error. */
const SILENT = [
  // Release tags: everything that is exported is public.
  'ae-missing-release-tag',
  // What is named in a signature but not exported stands in the report, marked as such.
  'ae-forgotten-export',
  // Where a name says it all; the report marks these.
  'ae-undocumented',
];

const folder = mkdtempSync(join(tmpdir(), 'sessionchart-api-'));
try {
  const configs = publicEntries().map((entry) => /** @type {const} */ ([entry, configOf(entry)]));
  const [[, first] = []] = configs;
  if (!first) throw new Error('there are no entry points');
  const compilerState = CompilerState.create(first, {
    additionalEntryPoints: configs.map(([, { mainEntryPointFilePath }]) => mainEntryPointFilePath),
  });
  const problems = configs.flatMap(([, config]) => extract(config, compilerState));
  for (const problem of problems) console.error(problem);
  if (problems.length > 0) process.exitCode = 1;
  else writeOrCheck(Object.fromEntries(configs.map(([entry]) => [`api/${entry}.api.md`, readReport(entry)])));
} finally {
  rmSync(folder, { recursive: true });
}

/** @param {string} entry */
function configOf(entry) {
  return ExtractorConfig.prepare({
    configObject: {
      projectFolder: ROOT,
      mainEntryPointFilePath: `${ROOT}dist/${entry}.d.ts`,
      newlineKind: 'lf',
      compiler: { overrideTsconfig: { compilerOptions: compilerOptions(), files: [`${ROOT}dist/${entry}.d.ts`] } },
      apiReport: { enabled: true, reportFileName: entry, reportFolder: folder, reportTempFolder: folder },
      docModel: { enabled: false },
      dtsRollup: { enabled: false },
      tsdocMetadata: { enabled: false },
      messages: {
        compilerMessageReporting: { default: { logLevel: ExtractorLogLevel.Error } },
        extractorMessageReporting: {
          default: { logLevel: ExtractorLogLevel.Error },
          ...Object.fromEntries(SILENT.map((name) => [name, { logLevel: ExtractorLogLevel.None }])),
        },
        // Docstrings are for readers; their tags are not checked.
        tsdocMessageReporting: { default: { logLevel: ExtractorLogLevel.None } },
      },
    },
    configObjectFullPath: undefined,
    packageJsonFullPath: `${ROOT}package.json`,
  });
}

function compilerOptions() {
  return {
    target: 'ES2022',
    lib: ['ES2022', 'DOM'],
    module: 'ESNext',
    moduleResolution: 'bundler',
    strict: true,
    skipLibCheck: true,
    types: [],
  };
}

/**
 * @param {ExtractorConfig} config
 * @param {CompilerState} compilerState
 * @returns {string[]} what it complained of
 */
function extract(config, compilerState) {
  /** @type {string[]} */
  const problems = [];
  Extractor.invoke(config, {
    compilerState,
    localBuild: true,
    messageCallback(message) {
      if (message.logLevel === ExtractorLogLevel.Error) problems.push(message.formatMessageWithLocation(ROOT));
      message.handled = true;
    },
  });
  return problems;
}

/**
 * A report, but for the type that XState infers of the machine: its unions come in another order with each build, and the
 * chart that it follows from is compared for itself (`machines/README.md`).
 *
 * @param {string} entry
 */
function readReport(entry) {
  const text = readFileSync(join(folder, `${entry}.api.md`), 'utf8');
  return text.replace(/^(export const sessionMachine: \S+?)<[\s\S]*?^.*>;$/m, '$1<…>;');
}
