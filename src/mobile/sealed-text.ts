/** A text as it was written, and which of several writes it was. */
export interface SealedText {
  /** Counts the writes of a slot, from 1. */
  readonly generation: number;
  /** `null`: the text was removed. */
  readonly text: string | null;
}

const VERSION = '1';
/** Half a surrogate pair and NUL do not come back from every storage: SQLite's text is UTF-8, and some bindings end it at NUL. */
const UNSAFE = /[\0\uD800-\uDFFF]/u;

/** Wraps a text so that `unseal` knows whether it is whole: `1 <generation> <checksum> <payload>`. */
export function seal({ generation, text }: SealedText): string {
  const payload = text === null ? '-' : UNSAFE.test(text) ? `j${JSON.stringify(text)}` : `t${text}`;
  return `${VERSION} ${generation} ${checksum(`${generation} ${payload}`)} ${payload}`;
}

/** @returns what was sealed; `null` where nothing was, or half of it: a write that a kill cut off. */
export function unseal(stored: string | null): SealedText | null {
  const [, generation = '', sum = '', payload = ''] = /^1 (\d{1,15}) ([\da-f]{8}) ([-jt][\s\S]*)$/.exec(stored ?? '') ?? [];
  if (payload === '' || checksum(`${generation} ${payload}`) !== sum) return null;
  const rest = payload.slice(1);
  const text = payload === '-' ? null : payload.startsWith('j') ? (JSON.parse(rest) as string) : rest;
  return { generation: Number(generation), text };
}

/** FNV-1a over UTF-16 code units, 32 bits in hexadecimal (http://www.isthe.com/chongo/tech/comp/fnv). It finds torn writes, not forged ones. */
function checksum(text: string): string {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return (hash >>> 0).toString(16).padStart(8, '0');
}
