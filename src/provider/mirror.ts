import { attempt } from './attempt.ts';
import { type Reporter, STORE_FAILED } from './diagnostics.ts';
import { readDocument, type StoredDocument } from './document.ts';
import type { SessionStore } from './platform.ts';
import type { Standing } from './standing.ts';
import { transact } from './transact.ts';

export interface MirrorOptions {
  readonly store: SessionStore;
  readonly standing: Standing;
  readonly reporter: Reporter;
  readonly now: () => number;
}

/** The stored document without waiting: what of it can be seen at once, and the last words of a context that may not come back. */
export interface Mirror {
  /** What the store holds, as far as it shows that. */
  peek(): StoredDocument | null;
  save(): void;
}

export function createMirror({ store, standing, reporter, now }: MirrorOptions): Mirror {
  const failed = (error: unknown) => reporter.warnOnce(STORE_FAILED, error);
  const peek = () =>
    attempt(() => {
      const read = readDocument(store.peek('session'), now());
      return read.ok ? read.value : null;
    }, failed);
  /** The text that is stored with what is known here. What cannot be read here stays as it is. */
  const lastWords = (text: string | null): string => {
    const read = readDocument(text, now());
    return read.ok ? JSON.stringify(transact(read.value, standing.look()).document) : (text ?? '');
  };
  return {
    peek,
    save() {
      const stored = peek();
      // A store that shows nothing, though there is something, would be written over.
      if (stored === null || (stored.session === null && standing.base !== null)) return;
      attempt(() => {
        const { document } = transact(stored, standing.look());
        if (document === stored) return;
        // Another may write in between.
        if (store.updateNow) store.updateNow('session', lastWords);
        else store.writeNow?.('session', JSON.stringify(document));
      }, failed);
    },
  };
}
