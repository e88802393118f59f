/** What the tests' page runs: one provider, all that it told, and what an app would do with it. */
import { withConsent } from '../../../src/consent/index.ts';
import { createSessionProvider, parsePolicy, systemClock } from '../../../src/index.ts';
import { webPlatform } from '../../../src/web/index.ts';
import { startTelemetry } from './telemetry.mjs';

const POLICY = {
  name: 'page',
  startOn: ['load', 'input', 'foreground'],
  extendOn: ['load', 'input', 'foreground', 'navigation'],
  endAfter: { inactivity: { ms: 1_800_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  scope: 'origin',
};

/** @param {{ scope?: string, policy?: object, siteDomain?: string, telemetry?: boolean, tell?: boolean, consent?: import('../../../src/consent/index.ts').ConsentOptions }} [options] `tell`: by beacons, where no test may look into the page */
function boot({ scope = 'default', policy = {}, siteDomain, telemetry = true, tell = false, consent: asked } = {}) {
  /** @type {any[]} */
  const changes = [];
  /** @type {string[]} */
  const warnings = [];
  /** @type {string[]} */
  const triggers = [];
  const page = webPlatform(siteDomain ? { siteDomain } : {});
  const consent = asked ? withConsent(page, asked) : null;
  const { platform } = consent ?? { platform: page };
  /** How long the device has slept: its wall clock went on, its timers did not. */
  let sleptMs = 0;
  const startedMs = performance.now();
  const sessions = createSessionProvider({
    policy: parsePolicy({ ...POLICY, ...policy }),
    platform: {
      ...platform,
      clock: { ...systemClock, now: () => Date.now() + sleptMs },
      watch: (report, host) =>
        platform.watch?.((trigger, atMs) => {
          triggers.push(trigger);
          if (trigger === 'unload') navigator.sendBeacon('/beacon', `unload ${scope}`);
          report(trigger, atMs);
        }, host) ?? (() => {}),
    },
    scope,
    diagnostics: { warn: (message) => warnings.push(message), debug() {} },
  });
  const createdMs = performance.now() - startedMs;
  const firstId = sessions.getSessionId();
  const timing = { createdMs, finalMs: NaN };
  sessions.session$.subscribe((change) => changes.push(change));
  const sender = telemetry ? startTelemetry(sessions, scope) : null;
  const app = { sessions, changes, warnings, triggers, firstId, timing, telemetry: sender, story, sleep, consent };
  sessions.whenFinal(() => {
    timing.finalMs = performance.now() - startedMs;
    if (tell) setTimeout(() => navigator.sendBeacon('/beacon', `${triggers[0]}: ${story()} ${sessions.getSessionId()}`), 100);
  });
  sender?.emit('page.first');
  window.addEventListener('pagehide', () => {
    sender?.emit('page.last');
    void sender?.flush();
  });
  /** @param {number} ms */
  function sleep(ms) {
    sleptMs += ms;
  }
  function story() {
    return changes.map(({ type, session }) => `${type}${session.endReason ? ` ${session.endReason}` : ''}`);
  }
  Object.assign(window, { app });
  return app;
}

/** What all pages do when one of them says so, so that it is in the same instant. */
const together = {
  /** @param {Parameters<typeof boot>[0]} options */
  boot: (options) => void boot(options),
  /** @param {{ sleptMs: number, trigger: import('../../../src/index.ts').Trigger }} options */
  wake({ sleptMs, trigger }) {
    const { app } = /** @type {{ app?: ReturnType<typeof boot> }} */ (/** @type {unknown} */ (window));
    app?.sleep(sleptMs);
    app?.sessions.notify(trigger);
    app?.telemetry?.emit('page.again', Date.now() + sleptMs);
  },
};
/** @param {{ call: keyof typeof together, with: any, delaysMs: readonly number[] }} message */
const obey = (message) => {
  // Busy, because a timer of a hidden tab waits for the next second.
  const untilMs = performance.now() + (message.delaysMs[/** @type {any} */ (window).tab] ?? 0);
  while (performance.now() < untilMs);
  together[message.call](message.with);
};
/** @type {BroadcastChannel | undefined} */
let channel;
try {
  channel = new BroadcastChannel('together');
  channel.onmessage = ({ data }) => obey(data);
} catch {
  // Some tests forbid it.
}

Object.assign(window, {
  boot,
  /** @param {keyof typeof together} call @param {any} argument @param {readonly number[]} delaysMs */
  all(call, argument, delaysMs) {
    const message = { call, with: argument, delaysMs };
    channel?.postMessage(message);
    obey(message);
  },
});
const options = new URLSearchParams(location.search).get('boot');
if (options !== null) boot(JSON.parse(options || '{}'));
