import type { IdFormat } from '../../machines/policy.ts';

type Fill = (bytes: Uint8Array<ArrayBuffer>) => void;

/** `crypto` where there is one. */
export const systemRandom: Fill = (bytes) => {
  if (globalThis.crypto?.getRandomValues) globalThis.crypto.getRandomValues(bytes);
  else for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(Math.random() * 256);
};

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Version and variant bits of RFC 9562, then the usual dashes. */
function uuid(bytes: Uint8Array, version: 4 | 7): string {
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | (version << 4);
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  const text = hex(bytes);
  return `${text.slice(0, 8)}-${text.slice(8, 12)}-${text.slice(12, 16)}-${text.slice(16, 20)}-${text.slice(20)}`;
}

/** `0` to `9`, `A` to `Z`, `a` to `z`. */
const base62Digit = (value: number) => String.fromCharCode(value + (value < 10 ? 48 : value < 36 ? 55 : 61));
/** Bytes of 248 and more are thrown away, so that every digit is equally likely. */
function base62(length: number, fill: Fill): string {
  let text = '';
  const bytes = new Uint8Array(length);
  while (text.length < length) {
    fill(bytes);
    for (const byte of bytes) if (byte < 248 && text.length < length) text += base62Digit(byte % 62);
  }
  return text;
}

/**
 * Makes ids of a policy's form. Only `uuid7`, `epoch-ms` and `epoch-s` tell when a session began; none tells where.
 *
 * @returns a function of the session's start, Unix epoch milliseconds. `epoch-…` ids never repeat: a second one in the same instant takes the next.
 */
export function createIdGenerator(format: IdFormat = 'uuid4', fill: Fill = systemRandom): (atMs: number) => string {
  const random = (length: number) => {
    const bytes = new Uint8Array(length);
    fill(bytes);
    return bytes;
  };
  let lastEpoch = 0;
  const epoch = (value: number) => {
    lastEpoch = Math.max(lastEpoch + 1, Math.floor(value));
    return String(lastEpoch);
  };
  switch (format) {
    case 'uuid4':
      return () => uuid(random(16), 4);
    case 'uuid7':
      return (atMs) => {
        const bytes = random(16);
        for (let i = 0, rest = Math.max(0, atMs); i < 6; i++) {
          bytes[5 - i] = rest % 256;
          rest = Math.floor(rest / 256);
        }
        return uuid(bytes, 7);
      };
    case 'hex16':
      return () => hex(random(8));
    case 'hex32':
      return () => hex(random(16));
    case 'epoch-ms':
      return epoch;
    case 'epoch-s':
      return (atMs) => epoch(atMs / 1000);
    default:
      return () => base62(Number(format.slice('base62-'.length)), fill);
  }
}
