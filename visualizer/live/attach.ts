import { signal } from '@preact/signals';
import { type Inspected, isInspected, receive } from './messages.ts';
import { change, recordings } from './recording.ts';

/** Origins that tried to attach and wait for a person's word. */
export const asking = signal<ReadonlySet<string>>(new Set());
export const relay = signal<'none' | 'connecting' | 'connected' | 'lost'>('none');

const allowed = new Set<string>();
const windows = new WeakMap<object, string>();
let count = 0;

/** Pages of this machine, and this page's own frames, may attach; others have to be allowed. */
function isTrusted(origin: string): boolean {
  if (origin === location.origin || allowed.has(origin)) return true;
  try {
    const { hostname, protocol } = new URL(origin);
    return (protocol === 'http:' || protocol === 'https:') && ['localhost', '127.0.0.1', '[::1]'].includes(hostname);
  } catch {
    return false;
  }
}

/** Tells a window that somebody listens here, in all three languages. It carries nothing else. */
function greet(target: Window, origin: string): void {
  for (const type of ['sessionchart.connected', '@statelyai.connected', 'xstate.inspecting']) target.postMessage({ type }, origin);
}

export function allow(origin: string): void {
  allowed.add(origin);
  asking.value = new Set([...asking.value].filter((one) => one !== origin));
  for (const target of hosts()) greet(target, origin);
}
export function refuse(origin: string): void {
  asking.value = new Set([...asking.value].filter((one) => one !== origin));
}

const hosts = (): Window[] =>
  [window.opener as Window | null, window.parent !== window ? window.parent : null].filter((one) => one !== null);

function sourceOf(source: MessageEventSource | null): string {
  if (source === null) return 'window 0';
  const known = windows.get(source) ?? `window ${++count}`;
  windows.set(source, known);
  return known;
}

function hear({ data, origin, source }: MessageEvent): void {
  if (data?.type === 'sessionchart.hello' && isTrusted(origin) && source) return greet(source as Window, origin);
  if (!isInspected(data)) return;
  if (!isTrusted(origin)) {
    if (!asking.value.has(origin)) asking.value = new Set([...asking.value, origin]);
    return;
  }
  receive(data, sourceOf(source), origin === location.origin ? 'this page' : origin);
}

interface Relayed {
  readonly client: number;
  readonly message?: string;
  readonly gone?: true;
}

/** The relay of `sessionchart inspect`, where this page was served by it. */
function listenToRelay(token: string): void {
  relay.value = 'connecting';
  const socket = new WebSocket(`ws://${location.host}/page?token=${encodeURIComponent(token)}`);
  socket.onopen = () => {
    relay.value = 'connected';
  };
  socket.onclose = () => {
    relay.value = 'lost';
    setTimeout(() => listenToRelay(token), 2_000);
  };
  socket.onmessage = ({ data }) => {
    const { client, message, gone }: Relayed = JSON.parse(String(data));
    const source = `socket ${client}`;
    if (gone) for (const key of recordings.value.keys()) if (key.startsWith(`${source} `)) change(key, () => ({ isAttached: false }));
    if (message === undefined) return;
    try {
      const inspected: unknown = JSON.parse(message);
      if (isInspected(inspected)) receive(inspected as Inspected, source, 'WebSocket');
    } catch {
      // Not of any protocol that is spoken here.
    }
  };
}

export const relayToken = (): string | null => new URLSearchParams(location.search).get('token');

let isListening = false;
/** Begins to listen: to windows at once, to the relay where there is one. */
export function listen(): void {
  if (isListening) return;
  isListening = true;
  addEventListener('message', hear);
  // Who opened this page is not known before it speaks.
  for (const target of hosts()) greet(target, '*');
  const token = relayToken();
  if (token) listenToRelay(token);
}
