import type { SessionChange } from '../../machines/session.ts';
import type { ConsentOptions } from '../../src/consent/index.ts';
import type { NativeHost, NativeSessions, TelemetryEvent } from '../../src/native/index.ts';

/** What happens in one launch of the app, which ends with a kill. */
export interface Launch {
  /** Wall clock at the start. */
  readonly atMs: number;
  /** What the launch before left. */
  readonly disk: Record<string, string>;
  readonly state: string;
  readonly steps: readonly (readonly [name: string, argument?: unknown])[];
  readonly policy: object | null;
  readonly consent: ConsentOptions | null;
  readonly network: Network;
}
interface Network {
  readonly type: string;
  readonly isConnected: boolean;
}
/** What came of it. */
export interface Lived {
  readonly told: readonly SessionChange[];
  readonly events: readonly TelemetryEvent[];
  readonly warnings: readonly string[];
  readonly disk: Record<string, string>;
  readonly atMs: number;
}
/** What a bare engine has, and the bundle. */
interface Globals {
  readonly Sessionchart: { createNativeProvider(host: NativeHost, options: string): NativeSessions };
  readonly print: (text: string) => void;
}

const NETWORKS: { readonly [type: string]: string } = { none: 'unavailable', cellular: 'cell', ethernet: 'wired', wifi: 'wifi' };

/** A device: a clock that only this moves, a disk that outlives the launch, and everything that is emitted. */
function createDevice({ atMs, disk }: Launch) {
  const lived = { told: [] as SessionChange[], events: [] as TelemetryEvent[], warnings: [] as string[], disk: { ...disk }, atMs };
  let timers: { readonly id: number; readonly dueMs: number }[] = [];
  let monotonicMs = 0;
  let seed = atMs % 2 ** 32;
  const host: NativeHost = {
    now: () => lived.atMs,
    monotonicNow: () => monotonicMs,
    setTimer: (id, ms) => timers.push({ id, dueMs: monotonicMs + ms }),
    clearTimer(id) {
      timers = timers.filter((timer) => timer.id !== id);
    },
    readText: (key) => lived.disk[key],
    writeText(key, text) {
      lived.disk[key] = text;
    },
    randomHex(bytes) {
      let digits = '';
      for (let i = 0; i < bytes; i++) {
        seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
        digits += `0${(seed >>> 24).toString(16)}`.slice(-2);
      }
      return digits;
    },
    log(level, message) {
      if (level === 'warn') lived.warnings.push(message);
    },
    emit(kind, json) {
      if (kind === 'change') lived.told.push(JSON.parse(json));
      if (kind === 'event') lived.events.push(JSON.parse(json));
    },
  };
  return {
    host,
    lived,
    /** Lets time pass up to the next timer that is due by then. @returns its number; `null` where none is */
    runTo(endMs: number): number | null {
      timers.sort((a, b) => a.dueMs - b.dueMs || a.id - b.id);
      const due = timers[0] && timers[0].dueMs <= endMs ? timers.shift() : undefined;
      const toMs = Math.max(monotonicMs, due?.dueMs ?? endMs);
      lived.atMs += toMs - monotonicMs;
      monotonicMs = toMs;
      return due?.id ?? null;
    },
    get monotonicMs() {
      return monotonicMs;
    },
  };
}

/** All microtasks run, as they do whenever a native call into an engine is over. */
async function settle(): Promise<void> {
  for (let i = 0; i < 80; i++) await undefined;
}

/** The app from its start to its kill. */
async function live(launch: Launch, { Sessionchart }: Globals): Promise<Lived> {
  const device = createDevice(launch);
  const { host, lived } = device;
  const sessions = Sessionchart.createNativeProvider(
    host,
    JSON.stringify({ ...(launch.policy && { policy: launch.policy }), ...(launch.consent && { consent: launch.consent }) }),
  );
  let wasConnected = launch.network.isConnected;
  const steps: { readonly [name: string]: (argument: never) => void | Promise<void> } = {
    async run(ms: number) {
      const endMs = device.monotonicMs + ms;
      for (let id = device.runTo(endMs); id !== null; id = device.runTo(endMs)) {
        sessions.timerFired(id);
        await settle();
      }
    },
    /** The system suspends the process: the monotonic clock stands still, and no timer fires. */
    suspend(ms: number) {
      lived.atMs += ms;
    },
    clock(ms: number) {
      lived.atMs += ms;
    },
    state(state: string) {
      if (state === 'background') sessions.hide();
      else if (state === 'inactive') sessions.blur();
      else {
        sessions.show();
        sessions.focus();
      }
    },
    focus: (hasFocus: boolean) => (hasFocus ? sessions.focus() : sessions.blur()),
    network({ type, isConnected }: Network) {
      if (isConnected !== wasConnected) sessions.notify(isConnected ? 'online' : 'offline');
      wasConnected = isConnected;
      sessions.setMetadata(JSON.stringify({ 'network.connection.type': NETWORKS[type] }));
    },
    touch: () => sessions.notify('input.touch'),
    consent: (isGiven: boolean) => (isGiven ? sessions.grantConsent() : sessions.revokeConsent()),
    metadata: (fields: object) => sessions.setMetadata(JSON.stringify(fields)),
  };
  // iOS tells `inactive` to an app that is about to be seen.
  if (launch.state === 'background') sessions.hide();
  else sessions.show();
  await settle();
  for (const [name, argument] of [['network', launch.network] as const, ...launch.steps]) {
    await steps[name]?.(argument as never);
    await settle();
  }
  return lived;
}

/** Lives in a bare engine beside the bundle and prints what came of it. */
export function run(launch: Launch): void {
  const globals = globalThis as unknown as Globals;
  const print = (lived: object) => globals.print(JSON.stringify(lived));
  live(launch, globals).then(print, (error: unknown) => print({ failed: String(error) }));
}
