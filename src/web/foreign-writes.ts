import { listen } from './listen.ts';

/** Tells other pages of a write, and hears of theirs. */
export interface ForeignWrites {
  tell(key: string, text: string | null): void;
  open(): void;
  /** An open channel may keep a page out of bfcache. */
  close(): void;
  stop(): void;
}

interface Written {
  readonly key: string;
  readonly text: string | null;
}

/**
 * By BroadcastChannel, and by the `storage` event, which also tells of what a page wrote as it closed, and is all there is
 * where channels are forbidden.
 */
export function createForeignWrites(prefix: string, hear: (written: Written) => void): ForeignWrites {
  let channel: BroadcastChannel | null = null;
  const stopListening = listen<StorageEvent>(window, ['storage'], ({ key, newValue }) => {
    if (key?.startsWith(prefix)) hear({ key, text: newValue });
  });
  const close = () => {
    channel?.close();
    channel = null;
  };
  const open = () => {
    try {
      channel ??= new BroadcastChannel(prefix);
      channel.onmessage = ({ data }: MessageEvent<unknown>) => isWritten(data) && hear(data);
    } catch {
      channel = null;
    }
  };
  return {
    open,
    close,
    tell(key, text) {
      try {
        channel?.postMessage({ key, text } satisfies Written);
      } catch {
        close();
      }
    },
    stop() {
      stopListening();
      close();
    },
  };
}

/** Another version may say other things by that name. */
function isWritten(data: unknown): data is Written {
  const { key, text }: { readonly key?: unknown; readonly text?: unknown } = Object(data);
  return typeof key === 'string' && (text === null || typeof text === 'string');
}
