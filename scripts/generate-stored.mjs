/** Writes `docs/stored.md`, what is kept on a device, where and for how long, from the code that keeps it; with `--check` it compares. */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ROOT } from './entries.mjs';
import { writeOrCheck } from './generated.mjs';

const { keysOf } = await import('../src/mobile/two-copies.ts');
const { createFileStore } = await import('../src/node/file-store.ts');
const { DEFAULT_RETENTION } = await import('../src/provider/retain.ts');
const { sourcedPolicies } = await import('./generate-schemas.mjs');
const { formatSpan } = await import('../src/tools/index.ts');

/** @typedef {import('../src/provider/platform.ts').Slot} Slot */

/** What each text holds. @type {Readonly<Record<Slot, string>>} */
const SLOTS = {
  session:
    'the present session or the last one ([fields](#the-session)), the last few that ended, and session events that wait for an exporter',
  history: 'sessions that ended ([fields](#the-session), without those of the stored form alone)',
  ledger: 'how many records of each session were delivered, where a [delivery ledger](delivery.md) is used',
  unreadable: 'a text of ours that could not be read, put aside',
};
const CONSENT = 'where the app asks for [consent](consent.md): four hexadecimal digits, which are there as long as nobody took it back';
const SLOT_NAMES = /** @type {Slot[]} */ (Object.keys(SLOTS));

/** The value of a constant of a module that only runs in a browser. @param {string} file @param {string} name */
function constant(file, name) {
  const [, text = ''] = new RegExp(`^(?:export )?const ${name} = (.+);$`, 'm').exec(readFileSync(`${ROOT}${file}`, 'utf8')) ?? [];
  if (text === '') throw new Error(`${file}: expected a constant ${name}`);
  return /** @type {string | number} */ (text.startsWith("'") ? text.slice(1, -1) : Number(text.replaceAll('_', '')));
}
/** A template of a module that only runs in a browser. @param {string} file @param {string} name */
function template(file, name) {
  const [, text = ''] = new RegExp(`const ${name} = \`(.+?)\\$\\{`, 'm').exec(readFileSync(`${ROOT}${file}`, 'utf8')) ?? [];
  if (text === '') throw new Error(`${file}: expected a template ${name}`);
  return text;
}
/** What such a template has behind its value. @param {string} file @param {string} name */
function afterTemplate(file, name) {
  const [, text = ''] = new RegExp(`const ${name} = \`\\$\\{\\w+\\}(.+?)\``, 'm').exec(readFileSync(`${ROOT}${file}`, 'utf8')) ?? [];
  if (text === '') throw new Error(`${file}: expected a template ${name}`);
  return text;
}

/** The files of a scope, as they are there once everything was written. */
async function filesOf() {
  const folder = mkdtempSync(join(tmpdir(), 'sessionchart-'));
  const store = createFileStore(folder, { contextId: 'context' });
  const stop = store.subscribe(() => {});
  /** @type {Map<Slot, string>} */
  const files = new Map();
  const list = () => new Set(readdirSync(folder).filter((name) => !name.startsWith('context-')));
  for (const slot of SLOT_NAMES) {
    const before = list();
    await store.update(slot, () => slot);
    for (const name of list()) if (!before.has(name)) files.set(slot, name);
  }
  const [presence = ''] = readdirSync(folder).filter((name) => name.startsWith('context-'));
  stop();
  rmSync(folder, { recursive: true, force: true });
  return { files, presence: presence.replace(/-.*/, '-…') };
}

const { files, presence } = await filesOf();
const database = `IndexedDB \`${constant('src/web/database-texts.ts', 'DATABASE')}\`, store \`${constant('src/web/database-texts.ts', 'TABLE')}\``;
const prefix = `${template('src/web/origin-store.ts', 'prefix')}<scope>.`;
const tabPrefix = `${template('src/web/tab-store.ts', 'prefix')}<scope>.`;
const cookie = `${template('src/web/site-store.ts', 'name')}<scope>`;
const cookieMs = Number(constant('src/web/site-store.ts', 'MAX_AGE_S')) * 1_000;
const presenceKey = constant('src/web/presence.ts', 'KEY');
const forgottenMs = Number(constant('src/web/presence.ts', 'FORGET_AFTER_MS'));
const { count, ageMs, bytes } = DEFAULT_RETENTION;

/** How long each text stays. @type {Readonly<Record<Slot, string>>} */
const UNTIL = {
  session: 'until the next session takes its place; the last one stays',
  history: `the last ${count} sessions, ${formatSpan(ageMs)} and ${bytes / 1_024} KiB at the most, as of the last end; \`retention\` sets it`,
  ledger: `the last ${constant('src/otel/ledger-text.ts', 'MAX_SESSIONS')} sessions, ${Number(constant('src/otel/ledger-text.ts', 'MAX_CHARACTERS')) / 1_024} KiB at the most`,
  unreadable: 'until the next one',
};

/** @param {string} place @param {(slot: Slot) => string} name @param {readonly Slot[]} [slots] */
const texts = (place, name, slots = SLOT_NAMES) => slots.map((slot) => [place, name(slot), SLOTS[slot], UNTIL[slot]]);

const rows = [
  ...texts(`a browser: ${database}`, (slot) => `\`${prefix}${slot}\``),
  ['a browser: localStorage', `\`${prefix}session\``, 'the same once more, to be had without waiting', 'as there'],
  ['a browser: localStorage', `\`${prefix}ledger\``, 'what a page that is left has to add to it', 'until the next page has taken it'],
  [
    'a browser: localStorage',
    `\`${presenceKey}<scope>.<page>\``,
    'that a page is there, visible or hidden, and since when; `<page>` is random',
    `until the page is closed; ${formatSpan(forgottenMs)} where it crashed`,
  ],
  ['a browser: localStorage', `\`${constant('src/web/storage-texts.ts', 'PROBE')}\``, 'whether something can be stored', 'within one call'],
  [
    'a browser, `scope: site` with `siteDomain`: a cookie',
    `\`${cookie}\``,
    `${SLOTS.session}, up to 4 KiB`,
    `${formatSpan(cookieMs)} since it was written; \`SameSite=Lax\`, \`Secure\` over HTTPS`,
  ],
  [
    'a browser, `scope: site` with `siteDomain`: a cookie',
    `\`${template('src/web/site-store.ts', 'name')}<scope>${afterTemplate('src/web/site-store.ts', 'consentName')}\``,
    CONSENT,
    'until consent is taken back, or the browser is closed; attributes as there',
  ],
  [
    'a browser, `scope: tab`: localStorage',
    `\`${tabPrefix}${afterTemplate('src/web/tab-store.ts', 'consentKey')}\``,
    CONSENT,
    'until consent is taken back',
  ],
  ...texts('a browser, `scope: tab`: sessionStorage', (slot) => `\`${tabPrefix}${slot}\``).map(([place, name, what]) => [
    place,
    name,
    what,
    'until the tab is closed',
  ]),
  [
    'a browser, `scope: tab`: sessionStorage',
    `\`${tabPrefix}owner\``,
    'the name of the page that it belongs to',
    'until the page is closed',
  ],
  [
    'a browser, `scope: tab`: sessionStorage',
    `\`${tabPrefix}${afterTemplate('src/web/tab-store.ts', 'consentKey')}\``,
    'the same digits, as this tab knows them',
    'until consent is taken back, or the tab is closed',
  ],
  ...texts('Node: `<folder>/<scope>/`, readable by its owner', (slot) => `\`${files.get(slot)}\``),
  [
    'Node: `<folder>/<scope>/`, readable by its owner',
    `\`${presence}\``,
    'a process that has the folder open: its id, and when it started',
    'until it ends, or the next one sees that it did',
  ],
  ...texts('React Native, Capacitor, native apps: the storage of the app', (slot) =>
    keysOf('<scope>', slot)
      .map((key) => `\`${key}\``)
      .join(', '),
  ),
];

/** @type {{ properties: Record<string, { description: string }> }} */
const record = JSON.parse(readFileSync(`${ROOT}schemas/session-record.json`, 'utf8'));
const escaped = (/** @type {string} */ text) => text.replaceAll('|', '\\|').replaceAll('<', '&lt;');
const TIMED = new Set(['uuid7', 'epoch-ms', 'epoch-s']);
const timed = sourcedPolicies().filter(({ idFormat }) => idFormat && TIMED.has(idFormat));

writeOrCheck({
  'docs/stored.md': `# What is stored

<!-- Generated from the code that stores it by scripts/generate-stored.mjs. -->

Everything that this library keeps on a device. Where a page or a process is not given a store, where the policy's scope is \`page\`,
and [before consent](consent.md), nothing is. \`revokeConsent()\` removes all of it. \`<scope>\` is the name that the provider was
created with, \`default\` if none. Nothing is encrypted: it is as safe as what else the app keeps there.

| Where | Name | What | How long |
|---|---|---|---|
${rows.map((cells) => `| ${cells.map((cell) => cell?.replaceAll('<', '&lt;').replaceAll(/`([^`]*)`/g, (code) => code.replaceAll('&lt;', '<'))).join(' | ')} |`).join('\n')}

## The session

| Field | What |
|---|---|
${Object.entries(record.properties)
  .map(([name, { description }]) => `| \`${name}\` | ${escaped(description)} |`)
  .join('\n')}

Beside it, where the app asks for consent, \`consent\`: four hexadecimal digits, by which a tab that slept sees that consent was taken back meanwhile.

\`attributes\` and \`metadata\` are the app's: what it gives is stored. The web's platform adds \`app.foreground\` and \`network.connection.type\`.

## Ids

An id is random, and says neither when a session began nor on which device. Two kinds of a policy's \`idFormat\` say when, and have
to be asked for: \`uuid7\` (milliseconds), and \`epoch-ms\` and \`epoch-s\`, which are nothing else. Of the presets these do, because
the SDKs that they are read from do: ${timed.map(({ name, idFormat }) => `\`${name}\` (\`${idFormat}\`)`).join(', ')}. No format has a device in it. Names of contexts, in
\`telemetryByContext\`, are random and live as long as the page or the process; in Node they begin with its process id.
`,
});
