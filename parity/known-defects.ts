import { readFileSync } from 'node:fs';

/** Where an SDK does what is a defect of it, or of its recording, rather than a policy. */
export interface KnownDefect {
  readonly sdk: string;
  readonly what: string;
  /** Code, issue or observation that shows it. */
  readonly source: string;
  /** Samples by trace, numbered from 0. */
  readonly samples: { readonly [trace: string]: readonly number[] };
}

type Samples = { readonly [sdk: string]: KnownDefect['samples'] };
const samples = JSON.parse(readFileSync(new URL('./known-samples.json', import.meta.url), 'utf8')) as Samples;

const defect = (sdk: string, what: string, source: string): KnownDefect => ({ sdk, what, source, samples: samples[sdk] ?? {} });

/**
 * At most 2 % of an SDK's samples; one that is listed and agrees makes `npm run parity` fail, too. Which samples they show in is
 * in `known-samples.json`.
 */
export const KNOWN_DEFECTS: readonly KnownDefect[] = [
  defect(
    'splunk-otel-web',
    'a tab learns only by its poll each second that another one began a session; all samples listed were taken within that second, or are the first after it',
    '@splunk/otel-web 2.5.1, packages/web/src/managers/session-manager/session-manager.ts: the cookie is read each 1000 ms',
  ),
  defect(
    'hyperdx-otel-web',
    'makes a new id each minute where no cookie can be written',
    'observation storage-blocked; @hyperdx/otel-web 0.20.0, dist/esm/session.js: the poll finds no cookie',
  ),
  defect(
    'posthog-js',
    'a tab that comes back beside an active one begins another session, since saving all properties overwrites what the other tab wrote; after forced idleness in both tabs each begins its own. Two tabs only',
    'posthog-js 1.449.2, lib/src/sessionid.js: _refreshSessionIdFromStorage; issues 3690 and 5036; observation: without it where defaults is 2026-05-30',
  ),
  defect(
    'applicationinsights-web',
    'begins a session with nobody there, for statistics that it sends of itself',
    'observation random-15: the page was hidden; @microsoft/applicationinsights-web 3.4.4, SdkStatsNotificationCbk.js, each 900000 ms',
  ),
  defect(
    'snowplow-browser-tracker',
    'the session cookie expires up to a second early; and a tab that was frozen shows the id that another one left, though that session is over',
    'RFC 6265: Expires has a resolution of seconds; @snowplow/browser-tracker 4.10.1, cookie_storage.ts: the id cookie, which lasts two years, is read anew',
  ),
  defect(
    'amplitude-browser',
    'the first event of a session that began without one never finds it over, since lastEventTime is undefined until then. Fifteen lines that do the same give every sample of all traces',
    '@amplitude/analytics-browser 2.47.0, lib/esm/browser-client.js; @amplitude/analytics-core 2.58.0, session.js: isNewSession compares with undefined',
  ),
  defect(
    'sentry-replay',
    'input that finds the replay paused, after 5 minutes of idleness, resumes it without being noted as activity of the session',
    '@sentry/replay 11.12.0, build/npm/esm/index.js: triggerUserActivity returns after resume(), before _updateSessionActivity()',
  ),
];
