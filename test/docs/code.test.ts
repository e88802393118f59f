/** What the pages show is compiled as an app's code is, against the built types; the recipes, which are whole files, have a test of their own. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';

/** What the text around an example gives it: names it uses and does not import, with the types that they have in an app. */
const GIVEN: Readonly<Record<string, string>> = {
  consentManager: 'declare const consentManager: { allows(what: string): boolean; onChange(run: (allows: boolean) => unknown): void };',
  createSessionProvider: "import { createSessionProvider } from 'sessionchart';",
  createSessionSpanProcessor: "import { createSessionSpanProcessor } from 'sessionchart/otel';",
  datadogRum: 'declare const datadogRum: { getInternalContext(): { session_id?: string } | undefined; stopSession(): void };',
  joinParentSessions: "import { joinParentSessions } from 'sessionchart/remote';",
  ledger: "declare const ledger: import('sessionchart/delivery').DeliveryLedger;",
  loggerProvider: 'declare const loggerProvider: { shutdown(): Promise<void> };',
  next: "declare const next: import('sessionchart/otel').SdkSpanProcessor;",
  platform: "declare const platform: import('sessionchart').Platform;",
  policy: "declare const policy: import('sessionchart').SessionPolicy;",
  sessionId: 'declare const sessionId: string;',
  sessionchart: "declare const sessionchart: typeof import('../../src/script-tag/index.ts');",
  sessions: "declare const sessions: import('sessionchart').Sessions;",
  shareWithFrames: "import { shareWithFrames } from 'sessionchart/remote';",
  sources: "declare const sources: Parameters<typeof import('sessionchart/tools').audit>[0];",
  tracerProvider: 'declare const tracerProvider: { shutdown(): Promise<void> };',
  url: 'declare const url: string;',
  webPlatform: "import { webPlatform } from 'sessionchart/web';",
};
/** Of OpenTelemetry's SDK and of phones no types are installed here; tests of their own compile against the real ones. */
const ELSEWHERE = `
declare class BatchSpanProcessor { constructor(config: { exporter: object }); onStart(): void; onEnd(): void; forceFlush(): Promise<void>; shutdown(): Promise<void>; }
declare class BatchLogRecordProcessor { constructor(config: { exporter: object }); onEmit(): void; forceFlush(): Promise<void>; shutdown(): Promise<void>; }
declare class OTLPTraceExporter { constructor(config?: { url: string }); export(): void; shutdown(): Promise<void>; }
declare class OTLPLogExporter { constructor(config?: { url: string }); export(): void; shutdown(): Promise<void>; }
`;
const MODULES = [
  'react-native',
  'react-native-mmkv',
  '@react-native-community/netinfo',
  '@capacitor/app',
  '@capacitor/network',
  '@capacitor/preferences',
];

const pages = ['README.md', ...readdirSync('docs').flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : []))];
const examples = pages.flatMap((page) =>
  [...readFileSync(page, 'utf8').matchAll(/^```(?:ts|js)\n([\s\S]*?)^```/gm)].map(([, code = ''], i) => ({
    name: `${page} ${i + 1}`,
    code,
  })),
);
/** Lines for three frameworks, which test/react compiles. */
const isOfFrameworks = (code: string) => code.includes('// Vue');

/** The example as a module, with what it uses and does not make itself. */
function moduleOf(code: string): string {
  const isMade = (name: string) => new RegExp(`(?:import [^;]*|const |const \\{[^}]*)\\b${name}\\b`).test(code);
  const isUsed = (name: string) => new RegExp(`(?<![.'/\\w-])${name}\\b(?!['/:])`).test(code);
  const given = Object.entries(GIVEN).flatMap(([name, text]) => (isUsed(name) && !isMade(name) ? [text] : []));
  return `${given.join('\n')}\n${code}\nexport {};\n`;
}

it('compiles against the published types, every example of every page', () => {
  ensureBuilt();
  const folder = mkdtempSync(join(process.cwd(), 'node_modules', '.docs-code-'));
  try {
    for (const { name, code } of examples) {
      if (!isOfFrameworks(code)) writeFileSync(join(folder, `${name.replaceAll(/\W+/g, '-')}.ts`), moduleOf(code));
    }
    writeFileSync(join(folder, 'elsewhere.d.ts'), ELSEWHERE);
    writeFileSync(join(folder, 'modules.d.ts'), MODULES.map((name) => `declare module '${name}';`).join('\n'));
    const options = {
      target: 'es2023',
      module: 'nodenext',
      strict: true,
      noEmit: true,
      allowImportingTsExtensions: true,
      lib: ['es2023', 'dom'],
      types: ['node'],
    };
    writeFileSync(
      join(folder, 'tsconfig.json'),
      JSON.stringify({ compilerOptions: options, files: readdirSync(folder).filter((name) => name.endsWith('.ts')) }),
    );
    const { stdout } = spawnSync(process.execPath, ['node_modules/typescript/bin/tsc', '-p', folder], { encoding: 'utf8' });
    expect(stdout.replaceAll(new RegExp(`^.*${basename(folder)}/`, 'gm'), '')).toBe('');
  } finally {
    rmSync(folder, { recursive: true });
  }
  expect(examples.length).toBeGreaterThan(20);
}, 120_000);
