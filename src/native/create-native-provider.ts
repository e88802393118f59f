import { parsePolicy } from '../../machines/parse-policy.ts';
import type { Trigger } from '../../machines/policy.ts';
import type { MetadataUpdate } from '../../machines/session.ts';
import { startSteps } from '../../machines/start-steps.ts';
import type { AppEndReason, EndOptions, Signal } from '../api/session-provider.ts';
import { type Consent, withConsent } from '../consent/index.ts';
import type { AppLife } from '../mobile/app-life.ts';
import { checkEngine, NEEDED } from '../mobile/check-engine.ts';
import { defaultPolicy } from '../policies/default.ts';
import { createSessionCore } from '../provider/session-core.ts';
import { createHostPlatform } from './host-platform.ts';
import { createHostTimers } from './host-timers.ts';
import { checkHost, type NativeHost } from './native-host.ts';
import { type NativeOptions, readOptions } from './native-options.ts';
import { telemetryEventOf } from './telemetry-event.ts';
import { createWebViews, type WebViews } from './web-views.ts';

/** Sessions for an app that is not written in JavaScript: what goes in and comes out are texts and numbers. Nothing here throws. */
export interface NativeSessions extends AppLife, WebViews {
  /** Reports that something happened, such as `input.touch` or `online`; by default now. */
  notify(trigger: string, atMs?: number): void;
  /** The id for a telemetry record of this instant, by default now. It counts the record and tells the policy. */
  stamp(signal: Signal, atMs?: number): string | null;
  /** The id of an instant, by default now. Passive. */
  getSessionId(atMs?: number): string | null;
  /** The session of an instant as JSON, by default now. Passive. */
  getSession(atMs?: number): string | null;
  /** Sets fields of the live session's metadata, or of the one with this id that has ended, from a JSON object; `null` removes one. */
  setMetadata(json: string, sessionId?: string): void;
  /** Ends the live session: `manual`, or a reason that begins with `app.`; options as JSON (`link`, `clearMetadata`). */
  end(reason?: AppEndReason, json?: string): void;
  /** Emits `sessions`: what the store keeps of the past, oldest first, and the live session last. */
  listSessions(): void;
  /** The person consents; what was held is stored and emitted. */
  grantConsent(): void;
  /** The person takes it back, or refuses; ends the session, and emits `wiped` when what was stored is gone. */
  revokeConsent(): void;
  /** What may become of telemetry: it goes on (`now`), waits in memory (`later`) or is dropped (`never`). */
  mayLeave(): 'now' | 'later' | 'never';
  /** A timer of the host's rang. */
  timerFired(id: number): void;
  /** Another process, an app extension say, wrote to the texts that this one reads. */
  storeChanged(): void;
  /** Ends the live session; `closed` is emitted when the store has it. */
  shutdown(): void;
}

/** Timers are the host's. */
const NEEDED_HERE = NEEDED.filter((name) => name !== 'setTimeout' && name !== 'clearTimeout');
/** A host that runs microtasks at all has run them by then. */
const DRAINED_AFTER_MS = 1_000;

/**
 * Begins to keep sessions for an app around this engine.
 *
 * @param options JSON, or an object
 * @throws Error naming what the engine lacks; TypeError naming functions that the host lacks, or wrong options; PolicyError listing every fault of the policy.
 */
export function createNativeProvider(host: NativeHost, options?: string | NativeOptions | null): NativeSessions {
  checkEngine(NEEDED_HERE);
  checkHost(host);
  const settings = readOptions(options);
  const { policy = defaultPolicy, scope, attributes, isShared = false, retention, consent: asked } = settings;
  const warn = (message: string, ...details: unknown[]) => host.log('warn', [message, ...details.map(String)].join(': '));
  const timers = createHostTimers(host);
  const { platform, life, storeChanged } = createHostPlatform(host, timers, isShared);
  const consent = asked ? withConsent(platform, asked) : null;
  const core = createSessionCore(
    {
      policy: parsePolicy(policy),
      platform: consent?.platform ?? platform,
      diagnostics: { warn, debug: (message, ...details) => host.log('debug', [message, ...details.map(String)].join(': ')) },
      ...(scope !== undefined && { scope }),
      ...(attributes && { attributes: () => attributes }),
      ...(retention && { retention }),
    },
    startSteps,
  );
  core.subscribe((change) => {
    host.emit('change', JSON.stringify(change));
    const event = mayLeave() === 'now' ? telemetryEventOf(change, settings) : null;
    if (event) host.emit('event', JSON.stringify(event));
  });
  const mayLeave = () => core.mayLeave?.() ?? 'now';
  consent?.subscribe((state) => host.emit('consent', JSON.stringify({ state })));
  const decide = (run: (consent: Consent) => void) => {
    if (consent) run(consent);
    else warn('sessionchart: nobody is asked for consent; createNativeProvider takes the option consent for that');
  };
  const checkDrained = createDrainCheck(host, warn);
  const read = <T>(json: string | undefined, what: string): T | null => {
    try {
      return JSON.parse(json ?? '{}');
    } catch {
      warn(`sessionchart: ${what}: expected JSON, came ${String(json).slice(0, 60)}`);
      return null;
    }
  };
  return {
    ...life,
    ...createWebViews(core, host, platform.clock),
    storeChanged,
    notify(trigger, atMs) {
      checkDrained();
      core.notify(trigger as Trigger, atMs);
    },
    stamp: (signal, atMs) => core.stamp(signal, atMs),
    getSessionId: (atMs) => core.getSessionId(atMs),
    getSession(atMs) {
      const session = core.getSession(atMs);
      return session && JSON.stringify(session);
    },
    setMetadata(json, sessionId) {
      const fields = read<MetadataUpdate>(json, 'setMetadata');
      if (fields) core.setMetadata(fields, sessionId == null ? undefined : { sessionId });
    },
    end(reason, json) {
      core.end(reason, read<EndOptions>(json, 'end') ?? {});
    },
    listSessions() {
      void core.listSessions().then((sessions) => host.emit('sessions', JSON.stringify(sessions)));
    },
    grantConsent() {
      decide((given) => given.grantConsent());
    },
    revokeConsent() {
      decide((given) => void given.revokeConsent().then((isWiped) => host.emit('wiped', JSON.stringify({ isWiped }))));
    },
    mayLeave,
    timerFired(id) {
      checkDrained();
      timers.fired(id);
    },
    shutdown() {
      void core.shutdown().then(() => host.emit('closed', '{}'));
    },
  };
}

/** Changes leave in microtasks, which some engines run only when they are told to: says so where nobody does. */
function createDrainCheck(host: NativeHost, warn: (message: string) => void): () => void {
  const createdMs = host.monotonicNow();
  let isSettled = false;
  void Promise.resolve().then(() => {
    isSettled = true;
  });
  return () => {
    if (isSettled || host.monotonicNow() - createdMs < DRAINED_AFTER_MS) return;
    isSettled = true;
    warn("sessionchart: nothing is emitted, because the engine's microtasks are not run; run them after each call into the bundle");
  };
}
