import type { ActivitySource } from '../../src/tools/index.ts';

export interface Row {
  readonly user: string;
  readonly atMs: number;
  readonly event: string;
}

export const csvOf = (rows: readonly Row[]): string =>
  `user_id,timestamp_ms,event\n${rows.map(({ user, atMs, event }) => `${user},${atMs},${event}\n`).join('')}`;

/** Text as a source, in pieces of `size` bytes, so that lines and characters are cut anywhere. */
export function textSource(text: string, { name = 'test.csv', size = 1 << 16, reopens = true } = {}): ActivitySource {
  async function* open() {
    const bytes = new TextEncoder().encode(text);
    for (let at = 0; at < bytes.length; at += size) yield bytes.slice(at, at + size);
  }
  return { name, reopens, open };
}
