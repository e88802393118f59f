import type { FaultPlan } from './faults.ts';
import { refused } from './faults.ts';

/** As much of IndexedDB as the web adapter is handed. */
interface Databases {
  open(name: string): IDBOpenDBRequest;
}

/** Handlers of a request of which the fault makes the events. */
type Heard = Partial<Record<'onblocked' | 'onerror' | 'onsuccess', (event: object) => void>>;

/**
 * IndexedDB whose calls go wrong by the plan.
 *
 * @param connected hears of each connection
 * @param lose deletes what the origin keeps there, and closes all connections
 */
export function createFaultyDatabases(
  databases: Databases,
  plan: FaultPlan,
  { connected, lose }: { connected: (database: IDBDatabase) => void; lose: () => void },
): Databases {
  return {
    open(name) {
      const how = plan.at('open');
      if (how === 'throw') throw refused();
      if (how === 'empty') lose();
      if (how === 'hang' || how === 'fail' || how === 'block') return answerless(how);
      const request = databases.open(name);
      request.addEventListener('success', () => {
        connected(request.result);
        breakDatabase(request.result, plan, lose);
      });
      return request;
    },
  };
}

/** A request that opens nothing. */
function answerless(how: 'hang' | 'fail' | 'block'): IDBOpenDBRequest {
  const request: Heard & { error: DOMException } = { error: refused('UnknownError') };
  if (how === 'fail') setImmediate(() => request.onerror?.({ target: request }));
  if (how === 'block') setImmediate(() => request.onblocked?.({ target: request }));
  return request as unknown as IDBOpenDBRequest;
}

function breakDatabase(database: IDBDatabase, plan: FaultPlan, lose: () => void): void {
  const begin = database.transaction.bind(database);
  database.transaction = (...args) => {
    const how = plan.at('transaction');
    if (how === 'throw') throw refused('InvalidStateError');
    if (how === 'hang') return { objectStore: () => ({ get: () => ({}) }), abort() {} } as unknown as IDBTransaction;
    if (how === 'empty') lose();
    if (how === 'versionchange') database.onversionchange?.({ target: database } as unknown as IDBVersionChangeEvent);
    const transaction = begin(...args);
    if (how === 'abort') abortSoon(transaction);
    const objectStore = transaction.objectStore.bind(transaction);
    transaction.objectStore = (name) => breakTable(objectStore(name), plan);
    return transaction;
  };
}

function breakTable(table: IDBObjectStore, plan: FaultPlan): IDBObjectStore {
  const get = table.get.bind(table);
  const put = table.put.bind(table);
  table.get = (key: IDBValidKey) => {
    const how = plan.at('get');
    if (how === 'throw') throw refused('TransactionInactiveError');
    if (how === 'foreign') put(new Date(0), key);
    const request = get(key);
    if (how === 'abort') abortSoon(table.transaction);
    return request;
  };
  table.put = (value, key) => {
    const how = plan.at('put');
    if (how === 'throw') throw refused('QuotaExceededError');
    const request = put(value, key);
    if (how === 'abort') abortSoon(table.transaction);
    return request;
  };
  return table;
}

function abortSoon(transaction: IDBTransaction): void {
  queueMicrotask(() => {
    try {
      transaction.abort();
    } catch {
      // It is over already.
    }
  });
}
