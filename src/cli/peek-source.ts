import type { ActivitySource } from '../tools/index.ts';

/** Enough to tell what a file is. */
const HEAD_BYTES = 1 << 16;

export interface PeekedSource {
  /** How it begins; whole, if it is short. */
  readonly head: string;
  /** The same source, to be read from its beginning, even where that is possible only once. */
  readonly source: ActivitySource;
}

/** Looks at the beginning of a source without losing it. */
export async function peekSource(source: ActivitySource): Promise<PeekedSource> {
  const rest = source.open()[Symbol.asyncIterator]();
  const seen: Uint8Array[] = [];
  const decoder = new TextDecoder();
  let head = '';
  let bytes = 0;
  while (bytes < HEAD_BYTES) {
    const { done, value } = await rest.next();
    if (done) break;
    seen.push(value);
    bytes += value.length;
    head += decoder.decode(value, { stream: true });
  }
  let isFresh = true;
  const begun = async function* () {
    yield* seen.splice(0);
    yield* { [Symbol.asyncIterator]: () => rest };
  };
  return {
    head,
    source: {
      ...source,
      open() {
        if (!isFresh) return source.open();
        isFresh = false;
        return begun();
      },
    },
  };
}
