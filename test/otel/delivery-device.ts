import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore } from '../../src/provider/platform.ts';
import { audit } from '../../src/tools/audit.ts';
import { counter } from '../support/runners.ts';
import { testPolicy } from '../support/watch.ts';
import type { Item } from '../tools/audit-telemetry.ts';
import { type AppOptions, openApp, received, type Sdk } from './delivery-app.ts';

/** A device with a store and a way to a back end. `silent`: nothing arrives, and nobody says so. */
export function createDevice(sdk: Sdk) {
  const texts = createMemoryStore();
  const alive = new Set<string>();
  const requests: Item[][] = [];
  let starts = 0;
  let way: 'up' | 'down' | 'silent' = 'up';
  const open = (options: Partial<AppOptions> = {}) => {
    const name = `p${++starts}`;
    alive.add(name);
    const store: SessionStore = { ...texts, liveContexts: async () => new Set(alive) };
    const network: AppOptions['network'] = (items, done) => {
      if (way === 'silent') return;
      if (way === 'up') requests.push([...items]);
      done({ code: way === 'up' ? 0 : 1 });
    };
    const app = openApp({ sdk, network, store, name, policy: testPolicy, generateId: counter(`${name}s`), ...options });
    return {
      ...app,
      span: (title = 'work') => app.tracer.startSpan(title),
      close() {
        app.report('unload');
        app.kill();
        alive.delete(name);
      },
      kill() {
        app.kill();
        alive.delete(name);
      },
    };
  };
  const found = async (nowMs?: number) => {
    const { sessions } = await audit([received(requests)], nowMs === undefined ? {} : { nowMs });
    return [...sessions];
  };
  return {
    open,
    found,
    verdicts: async (nowMs?: number) => Object.fromEntries((await found(nowMs)).map(({ id, verdict }) => [id, verdict])),
    received: () => requests.flat(),
    ledger: () => JSON.parse((texts.peek('ledger') ?? '{}\n').split('\n')[0] ?? '{}'),
    events: (name: string) => requests.flat().filter(({ eventName }) => eventName === name),
    network(is: typeof way) {
      way = is;
    },
  };
}
