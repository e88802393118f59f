/**
 * The lives of an app. Each is a list of launches, a process of its own each, that ends with a kill without a word; and what
 * the app is told of its sessions in each, in full. Times are seconds since the first launch.
 *
 * @typedef {object} Launch
 * @property {number} [afterS] how long after the kill before it
 * @property {'active' | 'inactive' | 'background'} [state] what AppState says at the start; `active` where absent
 * @property {readonly Step[]} [steps] what happens, by the names in `app/phone.js`
 * @property {readonly string[]} told
 * @property {readonly string[]} [toldByAsyncStorage] where that differs
 *
 * @typedef {readonly [name: string, argument?: unknown]} Step
 *
 * @typedef {object} Scenario
 * @property {string} name
 * @property {'ios' | 'android'} [only]
 * @property {object} [policy]
 * @property {readonly Launch[]} launches
 */
import { readFileSync } from 'node:fs';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;
const defaultPolicy = JSON.parse(readFileSync(new URL('../../schemas/policies/default.json', import.meta.url), 'utf8'));

/** @type {(name: string, argument?: unknown) => Step} */
const step = (name, argument) => [name, argument];
const run = (/** @type {number} */ ms) => step('run', ms);
const become = (/** @type {string} */ state) => step('state', state);
const TOUCH = step('touch');
const away = (/** @type {number} */ ms) => [run(MINUTE), become('background'), step('suspend', ms), become('active')];
const version = (/** @type {string} */ name) => step('metadata', { 'service.version': name });
const network = (/** @type {string} */ type) => {
  const isConnected = type !== 'none';
  return step('network', { type, isConnected, isInternetReachable: isConnected, details: null });
};

const STARTED = ['started s1 0 load app.foreground=true', 'updated s1 0 network.connection.type=wifi'];
const HIDDEN = ['backgrounded s1 60', 'updated s1 60 app.foreground=false'];

/** @type {readonly Scenario[]} */
export const SCENARIOS = [
  { name: 'cold start', launches: [{ steps: [run(MINUTE)], told: STARTED }] },
  {
    name: 'cold start, not active yet',
    only: 'ios',
    launches: [{ state: 'inactive', steps: [run(SECOND), become('active')], told: STARTED }],
  },
  {
    name: 'cold start in the background, opened later',
    launches: [
      {
        state: 'background',
        steps: [run(5 * MINUTE), become('active')],
        told: ['started s1 300 load.background app.foreground=true network.connection.type=wifi', 'foregrounded s1 300'],
      },
    ],
  },
  {
    name: 'cold start in the background, never opened',
    launches: [
      { state: 'background', steps: [run(MINUTE)], told: [] },
      { afterS: 60, told: ['started s1 120 load app.foreground=true', 'updated s1 120 network.connection.type=wifi'] },
    ],
  },
  {
    name: 'background for 10 seconds',
    launches: [{ steps: away(10 * SECOND), told: [...STARTED, ...HIDDEN, 'updated s1 70 app.foreground=true', 'foregrounded s1 70'] }],
  },
  {
    name: 'background for 10 minutes',
    launches: [{ steps: away(10 * MINUTE), told: [...STARTED, ...HIDDEN, 'updated s1 660 app.foreground=true', 'foregrounded s1 660'] }],
  },
  {
    name: 'background for 2 hours',
    launches: [
      {
        steps: away(2 * HOUR),
        told: [
          ...STARTED,
          ...HIDDEN,
          'ended s1 60 inactivity',
          'started s2 7260 foreground app.foreground=true network.connection.type=wifi',
        ],
      },
    ],
  },
  {
    name: 'inactive for moments: control centre, a call',
    only: 'ios',
    launches: [
      {
        steps: [run(MINUTE), become('inactive'), run(SECOND), become('active'), become('inactive'), become('active')],
        told: STARTED,
      },
    ],
  },
  {
    name: 'without focus: the notification drawer',
    only: 'android',
    launches: [{ steps: [run(MINUTE), step('focus', false), run(SECOND), step('focus', true)], told: STARTED }],
  },
  {
    name: 'killed in the background, opened after 10 min',
    launches: [
      { steps: [run(MINUTE), become('background')], told: [...STARTED, ...HIDDEN] },
      {
        afterS: 600,
        told: ['resumed s1 660', 'updated s1 660 app.foreground=true', 'foregrounded s1 660'],
        toldByAsyncStorage: ['resumed s1 660 app.foreground=true', 'foregrounded s1 660'],
      },
    ],
  },
  {
    name: 'killed in the background, opened after 2 h',
    launches: [
      { steps: [run(MINUTE), become('background')], told: [...STARTED, ...HIDDEN] },
      {
        afterS: 7200,
        told: [
          'ended s1 60 inactivity recovered',
          'started s2 7260 load app.foreground=true',
          'updated s2 7260 network.connection.type=wifi',
        ],
      },
    ],
  },
  {
    name: 'killed in the foreground, opened after 10 min',
    launches: [
      { steps: [run(MINUTE), TOUCH, run(SECOND)], told: STARTED },
      { afterS: 600, told: ['resumed s1 661'] },
    ],
  },
  {
    name: 'killed in the foreground, opened after 2 h',
    launches: [
      { steps: [run(MINUTE), TOUCH, run(SECOND)], told: STARTED },
      {
        afterS: 7200,
        told: [
          'ended s1 60 unexpected_termination recovered',
          'started s2 7261 load app.foreground=true',
          'updated s2 7261 network.connection.type=wifi',
        ],
      },
    ],
  },
  {
    name: 'killed as it starts, again and again',
    launches: [{ told: STARTED }, { afterS: 1, told: ['resumed s1 1'] }, { afterS: 1, told: ['resumed s1 2'] }],
  },
  {
    name: 'upgrade of the app',
    launches: [
      { steps: [version('1.0'), run(MINUTE)], told: [...STARTED, 'updated s1 0 service.version=1.0'] },
      { afterS: 60, steps: [version('1.1')], told: ['resumed s1 120', 'updated s1 120 service.version=1.1'] },
    ],
  },
  {
    name: 'upgrade of the app, which ends the session',
    policy: { ...defaultPolicy, endOn: ['attribute.service.version'] },
    launches: [
      { steps: [version('1.0'), run(MINUTE)], told: [...STARTED, 'updated s1 0 service.version=1.0'] },
      {
        afterS: 60,
        steps: [version('1.1'), TOUCH],
        told: [
          'resumed s1 120',
          'ended s1 120 attribute_changed recovered',
          'started s2 120 input.touch app.foreground=true network.connection.type=wifi service.version=1.1',
        ],
      },
    ],
  },
  {
    name: 'clock set forward by 3 hours',
    launches: [
      {
        steps: [run(MINUTE), step('clock', 3 * HOUR), TOUCH],
        told: [...STARTED, 'ended s1 0 inactivity', 'started s2 10860 input.touch app.foreground=true network.connection.type=wifi'],
      },
    ],
  },
  {
    name: 'clock set back by 3 hours, then killed',
    launches: [
      { steps: [run(MINUTE), step('clock', -3 * HOUR), TOUCH, run(MINUTE), TOUCH, run(SECOND)], told: STARTED },
      { afterS: 60, steps: [run(MINUTE)], told: ['resumed s1 120'] },
    ],
  },
  {
    name: 'airplane mode',
    launches: [
      {
        steps: [run(MINUTE), network('none'), run(MINUTE), network('cellular')],
        told: [...STARTED, 'updated s1 60 network.connection.type=unavailable', 'updated s1 120 network.connection.type=cell'],
      },
    ],
  },
  {
    name: 'used for 5 hours',
    launches: [
      {
        steps: Array.from({ length: 30 }, () => [run(10 * MINUTE), TOUCH]).flat(),
        told: [...STARTED, 'ended s1 14400 max_duration', 'started s2 14400 input.touch app.foreground=true network.connection.type=wifi'],
      },
    ],
  },
  {
    name: 'left open for 2 hours',
    launches: [
      {
        steps: [run(2 * HOUR), TOUCH],
        told: [...STARTED, 'ended s1 0 inactivity', 'started s2 7200 input.touch app.foreground=true network.connection.type=wifi'],
      },
    ],
  },
];
