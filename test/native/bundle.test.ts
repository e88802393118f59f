import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createContext, Script } from 'node:vm';
import typescript from 'typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { buildNative } from '../../scripts/build-native.mjs';
import type { NativeHost, NativeSessions } from '../../src/native/index.ts';
import { createFakeHost, settle } from './fake-host.ts';

const BUILD_MS = 60_000;
const folder = mkdtempSync(join(tmpdir(), 'sessionchart-bundle-'));
let text = '';
beforeAll(async () => {
  await buildNative({ quiet: true, file: join(folder, 'native.global.js') });
  text = readFileSync(join(folder, 'native.global.js'), 'utf8');
}, BUILD_MS);
afterAll(() => rmSync(folder, { recursive: true }));

interface Loaded {
  readonly Sessionchart: { createNativeProvider(host: NativeHost, options?: string): NativeSessions };
}
/** A process of its own: a context with nothing but the language. */
function load(without: readonly string[] = []): Loaded {
  const context = createContext({});
  for (const name of without) new Script(`delete globalThis.${name}`).runInContext(context);
  new Script(text).runInContext(context);
  return context as unknown as Loaded;
}

it('is one script in ES5 that sets one global', () => {
  const { diagnostics = [] } = typescript.transpileModule(text, {
    reportDiagnostics: true,
    compilerOptions: { target: typescript.ScriptTarget.ES5 },
  });
  expect(diagnostics).toEqual([]);
  expect(Object.keys(load())).toEqual(['Sessionchart']);
  const isModern = (node: typescript.Node): boolean =>
    typescript.isArrowFunction(node) ||
    typescript.isClassLike(node) ||
    typescript.isTemplateLiteral(node) ||
    (typescript.isVariableDeclarationList(node) && (node.flags & typescript.NodeFlags.BlockScoped) !== 0) ||
    typescript.forEachChild(node, (child) => isModern(child) || undefined) === true;
  expect(isModern(typescript.createSourceFile('native.global.js', text, typescript.ScriptTarget.ES2022))).toBe(false);
  expect(isModern(typescript.createSourceFile('a.js', 'if (a) { for (const b of c) b(); }', typescript.ScriptTarget.ES2022))).toBe(true);
});

it('imports nothing, and has neither XState nor RxJS', () => {
  expect(text).not.toMatch(/\brequire\(|\bimport *[({"']|\bfrom *["']|xstate|rxjs/i);
});

it('keeps one session with another process that writes to the same store', async () => {
  const app = createFakeHost();
  const widget = createFakeHost(app.disk);
  const inApp = load().Sessionchart.createNativeProvider(app.host);
  inApp.show();
  await settle();
  const inWidget = load().Sessionchart.createNativeProvider(widget.host);
  inWidget.show();
  await settle();
  expect(inWidget.getSessionId()).toBe(inApp.getSessionId());
  inApp.end('app.logout');
  await settle();
  inWidget.storeChanged();
  await settle();
  expect(widget.emitted.filter(([kind]) => kind === 'change')).toMatchObject([
    ['change', { type: 'resumed' }],
    ['change', { type: 'ended', session: { endReason: 'app.logout' } }],
  ]);
});

it('takes consent back in another process, too', async () => {
  const app = createFakeHost();
  const widget = createFakeHost(app.disk);
  const options = '{"consent":{"granted":true},"isShared":true}';
  const inApp = load().Sessionchart.createNativeProvider(app.host, options);
  const inWidget = load().Sessionchart.createNativeProvider(widget.host, options);
  inApp.show();
  await settle();
  inWidget.show();
  await settle();
  const id = inApp.getSessionId();
  inWidget.revokeConsent();
  await settle();
  inApp.storeChanged();
  await settle();
  expect(app.emitted.slice(-2)).toMatchObject([
    ['consent', { state: 'revoked' }],
    ['change', { type: 'ended', session: { id, endReason: 'app.consent_revoked' } }],
  ]);
  expect(widget.emitted.at(-1)).toEqual(['wiped', { isWiped: true }]);
  expect([inApp.getSessionId(), [...app.disk.values()].join().includes(String(id))]).toEqual([null, false]);
});

it('names what an engine lacks', () => {
  const { Sessionchart } = load(['WeakMap', 'Math.imul']);
  expect(() => Sessionchart.createNativeProvider(createFakeHost().host)).toThrow('this JavaScript engine lacks Math.imul, WeakMap');
});
