import { createHash } from 'node:crypto';
import type { Duplex } from 'node:stream';

/** RFC 6455, section 1.3. */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
const TEXT = 1;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
/** A message larger than this is no inspector's. */
const MAX_BYTES = 8 << 20;

/** The server's end of a WebSocket: text alone, no extensions. */
export interface WebSocketEnd {
  send(text: string): void;
  close(): void;
}
export interface WebSocketListener {
  onText(text: string): void;
  onClose(): void;
}

interface Frame {
  readonly isLast: boolean;
  readonly opcode: number;
  readonly payload: Buffer;
  readonly size: number;
}

/** @returns the first frame; `null` where it is not whole yet. @throws Error where it is none that a client may send */
function readFrame(bytes: Buffer): Frame | null {
  if (bytes.length < 2) return null;
  const [first, second] = [bytes.readUInt8(0), bytes.readUInt8(1)];
  if ((first & 0x70) !== 0) throw new Error('an extension that was not agreed on');
  if ((second & 0x80) === 0) throw new Error('a client masks its frames');
  const short = second & 0x7f;
  const extra = short === 127 ? 8 : short === 126 ? 2 : 0;
  const start = 2 + extra + 4;
  if (bytes.length < start) return null;
  const length = extra === 8 ? Number(bytes.readBigUInt64BE(2)) : extra === 2 ? bytes.readUInt16BE(2) : short;
  if (length > MAX_BYTES) throw new Error('too large');
  if (bytes.length < start + length) return null;
  const mask = bytes.subarray(start - 4, start);
  const payload = Buffer.from(bytes.subarray(start, start + length));
  for (let i = 0; i < payload.length; i++) payload[i] = (payload[i] as number) ^ (mask[i & 3] as number);
  return { isLast: (first & 0x80) !== 0, opcode: first & 0x0f, payload, size: start + length };
}

function frameOf(opcode: number, payload: Buffer): Buffer {
  const { length } = payload;
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10);
  head[0] = 0x80 | opcode;
  head[1] = length < 126 ? length : length < 65_536 ? 126 : 127;
  if (head.length === 4) head.writeUInt16BE(length, 2);
  if (head.length === 10) head.writeBigUInt64BE(BigInt(length), 2);
  return Buffer.concat([head, payload]);
}

/** Answers the handshake and speaks from then on. */
export function acceptWebSocket(socket: Duplex, key: string, listener: WebSocketListener): WebSocketEnd {
  const accept = createHash('sha1')
    .update(key + GUID)
    .digest('base64');
  socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`);
  let rest: Buffer = Buffer.alloc(0);
  let parts: Buffer[] = [];
  const write = (opcode: number, payload: Buffer) => {
    if (socket.writable) socket.write(frameOf(opcode, payload));
  };
  const take = ({ isLast, opcode, payload }: Frame) => {
    if (opcode === CLOSE) return socket.end(frameOf(CLOSE, payload.subarray(0, 2)));
    if (opcode === PING) return write(PONG, payload);
    if (opcode === PONG) return;
    parts.push(payload);
    if (parts.reduce((sum, { length }) => sum + length, 0) > MAX_BYTES) throw new Error('too large');
    if (!isLast) return;
    const text = Buffer.concat(parts).toString('utf8');
    parts = [];
    listener.onText(text);
  };
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk]);
    try {
      for (let frame = readFrame(rest); frame; frame = readFrame(rest)) {
        rest = rest.subarray(frame.size);
        take(frame);
      }
    } catch {
      socket.destroy();
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => listener.onClose());
  return { send: (text) => write(TEXT, Buffer.from(text)), close: () => socket.end(frameOf(CLOSE, Buffer.alloc(0))) };
}
