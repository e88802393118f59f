import type { InspectionEvent } from 'xstate';
import type { SessionContext } from '../../machines/context.ts';
import type { Trigger } from '../../machines/policy.ts';
import type { InspectionMessage } from './messages.ts';
import { createStepRecorder } from './step-recorder.ts';
import { type SocketTarget, socketTransport, type Transport, type WindowTarget, windowTransport } from './transports.ts';

export type InspectorOptions = (WindowTarget | SocketTarget | { readonly transport: Transport }) & {
  /** What the inspector shows it as. Default: the page's title, else `app`. */
  readonly name?: string;
  /** The provider's clock, where it has its own. Default `Date.now`. */
  readonly now?: () => number;
};
interface Watching {
  watch?(report: (trigger: Trigger, atMs?: number) => void, host: never): () => void;
}

/** Tells an inspector page what the sessions of one provider do. */
export interface SessionInspector {
  /** For `createSessionProvider({ inspect })`, or `createActor`. */
  readonly inspect: (event: InspectionEvent) => void;
  /** The same platform, whose triggers are told as well: those that merely keep a session alive do not reach the chart. */
  watched<P extends Watching>(platform: P): P;
  /** Tells of deadlines that activity moves, four times a second at the most. @returns stop */
  follow(sessions: { readonly deadlineMs: number }): () => void;
  stop(): void;
}

const LOOK_EVERY_MS = 250;

/**
 * A bridge to the visualizer. Development only: it asks every guard a second time and copies every session.
 *
 * @example
 * const inspector = createSessionInspector({ url: 'ws://127.0.0.1:4400/?token=…' });
 * const sessions = createSessionProvider({ inspect: inspector.inspect, platform: inspector.watched(webPlatform()) });
 * inspector.follow(sessions);
 */
export function createSessionInspector(options: InspectorOptions): SessionInspector {
  const { name = globalThis.document?.title || 'app', now = Date.now } = options;
  const transport = 'transport' in options ? options.transport : 'url' in options ? socketTransport(options) : windowTransport(options);
  const actor = `${Date.now().toString(36)}-${Math.random().toString(36).slice(2, 10)}`;
  const send = (message: InspectionMessage) => {
    try {
      transport.send(message);
    } catch {
      // An inspector that is gone is no fault of the app's.
    }
  };
  const record = createStepRecorder((step) => send({ type: 'sessionchart.step', version: 1, actor, step }));
  const stops = new Set<() => void>();
  return {
    inspect(event) {
      record(event);
      if (event.type !== '@xstate.snapshot' || event.event.type !== 'xstate.init') return;
      const { context } = event.snapshot as unknown as { readonly context: Readonly<SessionContext> };
      send({ type: 'sessionchart.attached', version: 1, actor, name, policy: context.input.policy });
    },
    watched(platform) {
      const watch = platform.watch?.bind(platform);
      if (!watch) return platform;
      return {
        ...platform,
        watch: (report: (trigger: Trigger, atMs?: number) => void, host: never) =>
          watch((trigger, atMs) => {
            send({ type: 'sessionchart.trigger', version: 1, actor, trigger, atMs: atMs ?? now() });
            report(trigger, atMs);
          }, host),
      };
    },
    follow(sessions) {
      const stop = tellDeadline(sessions, (deadlineMs) =>
        send({ type: 'sessionchart.deadline', version: 1, actor, deadlineMs, nowMs: now() }),
      );
      stops.add(stop);
      return stop;
    },
    stop() {
      for (const stop of stops) stop();
      send({ type: 'sessionchart.detached', version: 1, actor });
      transport.stop();
    },
  };
}

function tellDeadline(sessions: { readonly deadlineMs: number }, tell: (deadlineMs: number | null) => void): () => void {
  let toldMs = Number.NaN;
  const timer: unknown = setInterval(() => {
    const { deadlineMs } = sessions;
    if (deadlineMs === toldMs) return;
    toldMs = deadlineMs;
    tell(Number.isFinite(deadlineMs) ? deadlineMs : null);
  }, LOOK_EVERY_MS);
  // Node: inspecting keeps no process alive.
  (timer as { unref?(): void }).unref?.();
  return () => clearInterval(timer as ReturnType<typeof setInterval>);
}
