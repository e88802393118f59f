/** What the process tests run in processes of their own: `node child-program.mjs WHAT FOLDER …`, told further by lines on standard input. */
import { writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { SessionChange } from '../../machines/session.ts';
import { createSessionProvider, type Sessions } from '../../src/full/create-session-provider.ts';
import { createFileStore, nodePlatform } from '../../src/node/index.ts';

const [what = '', folder = '', detail = ''] = process.argv.slice(2);
/** Not buffered, so what was said before a kill was said. */
const say = (value: unknown) => writeSync(1, `${JSON.stringify(value)}\n`);
const diagnostics = { warn: (...words: unknown[]) => say({ warning: words.join(' ') }), debug() {} };
const start = (store: string): Sessions => createSessionProvider({ platform: nodePlatform({ store }), diagnostics });

const programs: { readonly [name: string]: () => void | Promise<void> } = {
  /** Increments a number that all processes share, and says each time that it is stored. */
  async increment() {
    const store = createFileStore(folder);
    for (let i = 0; i < Number(detail); i++) say(await store.update('session', (text) => String(Number(text ?? 0) + 1)));
  },

  /** For each line, `INSTANT FOLDER`: begins a session there at that instant and says all that it tells. */
  async race() {
    say('ready');
    for await (const line of createInterface({ input: process.stdin })) {
      const [atMs, path = ''] = line.split(' ');
      while (Date.now() < Number(atMs));
      const sessions = start(path);
      const changes: SessionChange[] = [];
      sessions.session$.subscribe((change) => changes.push(change));
      const finalId = await new Promise<string | null>((resolve) => sessions.whenFinal(() => resolve(sessions.getSessionId())));
      await sessions.listSessions();
      say({ finalId, told: changes.map(({ type, session }) => [type, session.id]), current: sessions.getSessionId() });
    }
  },

  /** Writes for ever, and says the number once it is stored. */
  async write() {
    const sessions = start(folder);
    for (let n = Number(detail) + 1; ; n++) {
      sessions.setMetadata({ n });
      const listed = await sessions.listSessions();
      say({ n, ids: listed.map(({ id }) => id) });
    }
  },

  /** Begins a session and leaves by itself, by `exit` or by `throw`, in the tick it came. */
  leave() {
    const sessions = start(folder);
    say({ id: sessions.getSessionId() });
    if (detail === 'exit') process.exit(7);
    if (detail === 'throw') throw new Error('on purpose');
  },

  async shutdown() {
    const sessions = start(folder);
    say({ id: sessions.getSessionId() });
    await sessions.shutdown();
    say('closed');
  },

  /** Holds the store's lock until killed. */
  async hold() {
    const store = createFileStore(folder);
    await store.update('session', () => {
      say('holding');
      return 'half';
    });
  },
};
await programs[what]?.();
