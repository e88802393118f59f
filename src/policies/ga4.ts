import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of Google Analytics 4 with its default settings, as documented; its code is not public. */
export const ga4 = {
  name: 'ga4',
  startOn: ['telemetry'],
  extendOn: ['telemetry'],
  endAfter: { inactivity: { ms: 1_800_000 } },
  then: 'wait',
  scope: 'site',
  idFormat: 'epoch-s',
} as const satisfies SessionPolicy;

const ABOUT = 'https://support.google.com/analytics/answer/9191807 (About Analytics sessions)';

export const ga4Sources = {
  startOn: `${ABOUT}: a session starts with the first event when none is active`,
  extendOn: `${ABOUT}: inactivity is time without events`,
  'endAfter.inactivity.ms': `${ABOUT}: 30 minutes of inactivity by default, 5 minutes to 7 hours 55 minutes by setting; no maximum duration. Whether exactly 30 minutes is still the same session is not documented`,
  then: `${ABOUT}: session_start comes with the next event`,
  scope:
    'https://support.google.com/analytics/answer/11397207 (Cookie usage): _ga_<container-id> keeps the session state, on the highest domain it may be set on',
  idFormat: `${ABOUT}: ga_session_id is the second at which the session started`,
} as const;
