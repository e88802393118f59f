import type { FaultPlan } from './faults.ts';
import { refused } from './faults.ts';

/** localStorage or sessionStorage whose calls go wrong by the plan. */
export function createFaultyStorage(storage: Storage, plan: FaultPlan): Storage {
  const lose = () => {
    for (const key of Object.keys(storage)) storage.removeItem(key);
  };
  const methods = {
    getItem(key: string) {
      const how = plan.at('getItem');
      if (how === 'throw') throw refused();
      if (how === 'empty') lose();
      return storage.getItem(key);
    },
    setItem(key: string, text: string) {
      const how = plan.at('setItem');
      if (how === 'throw') throw refused('QuotaExceededError');
      if (how === 'empty') lose();
      if (how !== 'ignore') storage.setItem(key, text);
    },
    removeItem(key: string) {
      const how = plan.at('removeItem');
      if (how === 'throw') throw refused();
      if (how !== 'ignore') storage.removeItem(key);
    },
  };
  return new Proxy(methods, {
    ownKeys() {
      if (plan.at('keys') === 'throw') throw refused();
      return Reflect.ownKeys(storage);
    },
    getOwnPropertyDescriptor: (_, key) => Reflect.getOwnPropertyDescriptor(storage, key),
  }) as unknown as Storage;
}

/** The cookies of a site, by name; attributes but `max-age=0` are not looked at. */
export type Cookies = Map<string, string>;

/** Gives a document the property `cookie`, over `cookies`. */
export function bakeCookies(document: object, cookies: Cookies, plan: Pick<FaultPlan, 'at'>): void {
  Object.defineProperty(document, 'cookie', {
    configurable: true,
    get() {
      const how = plan.at('cookie');
      if (how === 'throw') throw refused();
      if (how === 'empty') cookies.clear();
      if (how === 'ignore') return '';
      return [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    },
    set(text: string) {
      const how = plan.at('cookie');
      if (how === 'throw') throw refused();
      if (how === 'ignore') return;
      const [pair = '', ...attributes] = text.split('; ');
      const [name = '', value = ''] = pair.split(/=(.*)/s);
      if (attributes.includes('max-age=0')) cookies.delete(name);
      else cookies.set(name, value);
    },
  });
}

/** `navigator.locks` of an origin: each waits for those before it. */
export function createFaultyLocks(queues: Map<string, Promise<unknown>>, plan: FaultPlan) {
  return {
    request<T>(name: string, run: () => T): Promise<T> {
      const how = plan.at('lock');
      if (how === 'throw') throw refused();
      if (how === 'reject') return Promise.reject(refused('AbortError'));
      if (how === 'hang') return new Promise(() => {});
      const turn = (queues.get(name) ?? Promise.resolve()).then(run);
      queues.set(
        name,
        turn.catch(() => {}),
      );
      return turn;
    },
  };
}
