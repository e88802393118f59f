import { loseHope } from './patience.ts';
import type { Texts } from './texts.ts';

const DATABASE = 'sessionchart';
const TABLE = 'texts';

/** Each fails what is under way. */
type Pending = Set<(error: unknown) => void>;

/** Nothing came of it, nor would anything of a second try. */
class HangError extends Error {}

interface DatabaseTexts extends Texts {
  /** Whether it was asked to open, and has not answered. */
  isOpening(): boolean;
  /** Removes the database where nothing is left in it; other pages let go of it. */
  removeIfEmpty(): Promise<void>;
  /** What is under way is begun again: Firefox answers nothing that was asked before a page went to bfcache. */
  restart(): void;
}

/**
 * Texts in IndexedDB: of all that a page can store in, only its transactions decide between tabs, and only its writes
 * survive a kill of the browser. A connection that was lost, because the person cleared the site's data, say, is opened
 * again once.
 */
export function createDatabaseTexts(): DatabaseTexts {
  let opening: Promise<IDBDatabase> | null = null;
  let isOpening = false;
  const pending: Pending = new Set();
  const forget = () => {
    opening = null;
  };
  const open = () => {
    if (opening) return opening;
    const answered = () => {
      isOpening = false;
    };
    isOpening = true;
    opening = openDatabase(forget, pending);
    opening.then(answered, answered);
    return opening;
  };
  const close = () => {
    void opening?.then((database) => database.close()).catch(() => {});
    forget();
  };
  return {
    isOpening: () => isOpening,
    async update(key, next) {
      try {
        return await change(await open(), key, next, pending);
      } catch (error) {
        close();
        if (error instanceof HangError) throw error;
        return change(await open(), key, next, pending);
      }
    },
    close,
    restart() {
      close();
      for (const fail of [...pending]) fail(new Error('the page slept'));
    },
    async removeIfEmpty() {
      const isEmpty = (await count(await open())) === 0;
      close();
      if (isEmpty) indexedDB.deleteDatabase(DATABASE);
    },
  };
}

function count(database: IDBDatabase): Promise<number> {
  return new Promise((resolve, reject) => {
    const counted = database.transaction(TABLE).objectStore(TABLE).count();
    counted.onsuccess = () => resolve(counted.result);
    counted.onerror = () => reject(counted.error);
  });
}

/** Opens whatever version there is: a later one of this library may have added to it. */
function openDatabase(onLost: () => void, pending: Pending): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const request = indexedDB.open(DATABASE);
    const done = () => {
      cancel();
      pending.delete(fail);
    };
    const fail = (error: unknown) => {
      isLate = true;
      done();
      onLost();
      reject(error);
    };
    // Where a connection elsewhere blocks it, it may never answer.
    const cancel = loseHope(() => fail(new HangError('IndexedDB did not open')));
    pending.add(fail);
    request.onupgradeneeded = () => void request.result.createObjectStore(TABLE);
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      done();
      const database = request.result;
      database.onversionchange = () => {
        onLost();
        database.close();
      };
      database.onclose = onLost;
      if (isLate) database.close();
      else resolve(database);
    };
  });
}

function change(
  database: IDBDatabase,
  key: string,
  next: (stored: string | null) => string | null,
  pending: Pending,
): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, 'readwrite');
    const texts = transaction.objectStore(TABLE);
    const read: IDBRequest<unknown> = texts.get(key);
    let text: string | null = null;
    const done = () => {
      cancel();
      pending.delete(fail);
    };
    const fail = (error: unknown) => {
      done();
      reject(error);
      abort(transaction);
    };
    const cancel = loseHope(() => fail(new HangError('IndexedDB did not answer')));
    pending.add(fail);
    transaction.oncomplete = () => {
      done();
      resolve(text);
    };
    transaction.onabort = transaction.onerror = () => fail(transaction.error);
    read.onsuccess = () => {
      const stored = typeof read.result === 'string' ? read.result : null;
      try {
        text = next(stored);
        if (text === null) texts.delete(key);
        else if (text !== stored) texts.put(text, key);
      } catch (error) {
        fail(error);
      }
    };
  });
}

/** So that nothing of it is written any more. */
function abort(transaction: IDBTransaction): void {
  try {
    transaction.abort();
  } catch {
    // It is over already.
  }
}
