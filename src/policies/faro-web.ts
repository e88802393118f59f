import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of the Grafana Faro web SDK with its default configuration. */
export const faroWeb = {
  name: 'faro-web',
  startOn: ['load', 'foreground', 'telemetry'],
  extendOn: ['load', 'foreground', 'export'],
  extendEveryMs: 1_000,
  endAfter: { inactivity: { ms: 900_000 }, duration: { ms: 14_400_000 } },
  then: 'wait',
  lingerMs: null,
  scope: 'tab',
  sampling: { ratio: 1, by: 'random' },
  idFormat: 'base62-10',
} as const satisfies SessionPolicy;

export const faroWebSources = {
  startOn:
    '@grafana/faro-web-sdk 2.12.1, dist/esm/instrumentations/session/sessionManager: updateSession at capture, on becoming visible and on load',
  extendOn:
    '@grafana/faro-web-sdk 2.12.1, dist/esm/instrumentations/session/sessionManager: recordActivity when telemetry was sent, on becoming visible and on load',
  extendEveryMs:
    '@grafana/faro-web-sdk 2.12.1, sessionManager/sessionConstants.js: STORAGE_UPDATE_DELAY = 1e3; skipped while now < nextUpdate',
  'endAfter.inactivity.ms':
    '@grafana/faro-web-sdk 2.12.1, sessionManager/sessionConstants.js: SESSION_INACTIVITY_TIME = 9e5; valid while now - lastActivity < 9e5',
  'endAfter.duration.ms':
    '@grafana/faro-web-sdk 2.12.1, sessionManager/sessionConstants.js: SESSION_EXPIRATION_TIME = 144e5; valid while now - started < 144e5',
  then: '@grafana/faro-web-sdk 2.12.1, sessionManager/sessionManagerUtils.js: judged in updateSession only, no timer',
  lingerMs: '@grafana/faro-web-sdk 2.12.1: the id stays in the session meta until updateSession replaces it',
  scope: '@grafana/faro-web-sdk 2.12.1, sessionManager/sessionConstants.js: persistent: false, which is sessionStorage',
  'sampling.ratio': '@grafana/faro-web-sdk 2.12.1, sessionManager/sampling.js: all without samplingRate and sampler',
  'sampling.by': '@grafana/faro-web-sdk 2.12.1, sessionManager/sampling.js: crypto.getRandomValues, once for each session',
  idFormat: '@grafana/faro-core 2.12.1, dist/esm/utils/shortId.js: ten letters and digits, without l, I and O there',
} as const;
