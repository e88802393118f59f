/**
 * An app that asks, on the bundle for native apps alone: what is told in each launch, and whether a session is on the disk after it.
 *
 * @typedef {import('../react-native/scenarios.mjs').Launch & { readonly isKept: boolean }} AskedLaunch
 * @typedef {object} AskedScenario
 * @property {string} name
 * @property {import('../../src/consent/index.ts').ConsentOptions} consent
 * @property {readonly AskedLaunch[]} launches
 */

const MINUTE = 60_000;
/** @type {import('../react-native/scenarios.mjs').Step} */
const RUN = ['run', MINUTE];
/** @type {import('../react-native/scenarios.mjs').Step} */
const TOUCH = ['touch'];
/** @param {boolean} isGiven @returns {import('../react-native/scenarios.mjs').Step} */
const decide = (isGiven) => ['consent', isGiven];

/** @type {readonly AskedScenario[]} */
export const ASKED_SCENARIOS = [
  {
    name: 'asked, killed without an answer, granted, and taken back',
    consent: {},
    launches: [
      { steps: [RUN, TOUCH, RUN], told: [], isKept: false },
      {
        steps: [RUN, decide(true), RUN],
        told: ['started s1 120 load app.foreground=true', 'updated s1 120 network.connection.type=wifi'],
        isKept: true,
      },
      {
        steps: [decide(true), RUN, decide(false), TOUCH, RUN],
        told: ['resumed s1 240', 'ended s1 300 app.consent_revoked recovered'],
        isKept: false,
      },
    ],
  },
  {
    name: 'asked, nothing recorded before the grant',
    consent: { before: 'nothing' },
    launches: [
      {
        steps: [RUN, TOUCH, ['state', 'background'], ['state', 'active'], decide(true), RUN],
        told: ['started s1 60 load app.foreground=true'],
        isKept: true,
      },
    ],
  },
  {
    name: 'asked, refused on the next launch',
    consent: { granted: true },
    launches: [
      { steps: [RUN], told: ['started s1 0 load app.foreground=true', 'updated s1 0 network.connection.type=wifi'], isKept: true },
      { afterS: 60, steps: [decide(false), RUN], told: ['resumed s1 120', 'ended s1 120 app.consent_revoked recovered'], isKept: false },
    ],
  },
];
