import { loseHope } from './patience.ts';
import type { Texts } from './texts.ts';

const DATABASE = 'sessionchart';
const TABLE = 'texts';

/** Nothing came of it, nor would anything of a second try. */
class HangError extends Error {}

interface DatabaseTexts extends Texts {
  /** Removes the database where nothing is left in it; other pages let go of it. */
  removeIfEmpty(): Promise<void>;
}

/**
 * Texts in IndexedDB: of all that a page can store in, only its transactions decide between tabs, and only its writes
 * survive a kill of the browser. A connection that was lost, because the person cleared the site's data, say, is opened
 * again once.
 */
export function createDatabaseTexts(): DatabaseTexts {
  let opening: Promise<IDBDatabase> | null = null;
  const forget = () => {
    opening = null;
  };
  const open = () => {
    opening ??= openDatabase(forget);
    return opening;
  };
  const close = () => {
    void opening?.then((database) => database.close()).catch(() => {});
    forget();
  };
  return {
    async update(key, next) {
      const database = await open();
      try {
        return await change(database, key, next);
      } catch (error) {
        close();
        if (error instanceof HangError) throw error;
        return change(await open(), key, next);
      }
    },
    close,
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
function openDatabase(onLost: () => void): Promise<IDBDatabase> {
  return new Promise((resolve, reject) => {
    let isLate = false;
    const request = indexedDB.open(DATABASE);
    const fail = (error: unknown) => {
      isLate = true;
      cancel();
      onLost();
      reject(error);
    };
    // Where a connection elsewhere blocks it, it may never answer.
    const cancel = loseHope(() => fail(new HangError('IndexedDB did not open')));
    request.onupgradeneeded = () => void request.result.createObjectStore(TABLE);
    request.onerror = () => fail(request.error);
    request.onsuccess = () => {
      cancel();
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

function change(database: IDBDatabase, key: string, next: (stored: string | null) => string | null): Promise<string | null> {
  return new Promise((resolve, reject) => {
    const transaction = database.transaction(TABLE, 'readwrite');
    const texts = transaction.objectStore(TABLE);
    const read: IDBRequest<unknown> = texts.get(key);
    let text: string | null = null;
    const fail = (error: unknown) => {
      cancel();
      reject(error);
      abort(transaction);
    };
    const cancel = loseHope(() => fail(new HangError('IndexedDB did not answer')));
    transaction.oncomplete = () => {
      cancel();
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
