import type { changes } from './changes.ts';
import type { SessionEvent } from './events.ts';
import type { guards } from './guards.ts';
import type { updates } from './updates.ts';

export type ActionName = keyof typeof updates | keyof typeof changes | 'handAgain';
export interface Transition {
  readonly guard?: keyof typeof guards;
  readonly target?: 'idle' | 'live' | 'expired' | 'closed' | 'active' | 'backgrounded';
  readonly actions?: readonly ActionName[];
}
type Transitions = readonly Transition[];
/** Whatever `live` hears, it first asks whether it is over: the compiler holds every list to it. */
type JudgedFirst = readonly [typeof lapse, ...Transitions];
/** But these only report what was judged when it happened. */
type Judged = 'session.pulse' | 'session.sync';
type Handlers<List> = { readonly [Type in SessionEvent['type']]?: Type extends Judged ? Transitions : List };
interface State<List = Transitions> {
  readonly always?: Transitions;
  readonly on?: Handlers<List>;
}
/** The part of SCXML that both runners execute; a chart that uses more does not compile. */
export interface SessionChart {
  readonly id: string;
  readonly initial: 'idle';
  readonly states: {
    readonly idle: State;
    readonly live: State<JudgedFirst> & {
      readonly initial: 'active';
      readonly states: { readonly active: State<never>; readonly backgrounded: State<never> };
    };
    readonly expired: State;
    readonly closed: State;
  };
}

export const lapse = { guard: 'isLapsed', target: 'expired', actions: ['endLapsed', 'ended', 'handAgain'] } as const;
const full = { guard: 'isFull', target: 'expired', actions: ['endFull', 'ended', 'handAgain'] } as const;
const end = { guard: 'ends', target: 'expired', actions: ['endSession', 'ended', 'handAgain'] } as const;
const start = { guard: 'starts', target: 'live', actions: ['startSession', 'started'] } as const;
const revoke = { guard: 'isRevoked', target: 'idle', actions: ['forgetSession', 'handAgain'] } as const;
const count = { guard: 'counts', actions: ['noteTrigger'] } as const;

/** No session lives: a trigger that the policy names starts one. */
const waiting = {
  'session.trigger': [start],
  'session.foreground': [{ ...start, actions: ['show', 'startSession', 'started'] }, { actions: ['show'] }],
  'session.background': [{ ...start, actions: ['hide', 'startSession', 'started'] }, { actions: ['hide'] }],
  'session.open': [{ ...start, actions: ['open', 'startSession', 'started'] }, { actions: ['open'] }],
  'session.close': [{ ...start, actions: ['close', 'startSession', 'started'] }, { actions: ['close'] }],
  'session.update': [{ ...start, actions: ['startSession', 'changeMetadata', 'started'] }, { actions: ['setMetadata'] }],
  'session.end': [{ actions: ['unlink'] }],
  'session.sync': [
    revoke,
    { guard: 'isSameSession', actions: ['unlink'] },
    { guard: 'isNewerAndEnded', actions: ['remember'] },
    { guard: 'isNewerAndCutOff', target: 'expired', actions: ['adoptCutOff', 'ended'] },
    { guard: 'isNewerAndLapsed', target: 'expired', actions: ['adoptLapsed', 'ended'] },
    { guard: 'isNewer', target: 'live', actions: ['adopt', 'resumed'] },
  ],
  'session.shutdown': [{ target: 'closed' }],
} as const;

export const sessionChart = {
  id: 'session',
  initial: 'idle',
  states: {
    idle: { on: waiting },
    live: {
      initial: 'active',
      on: {
        'session.pulse': [{ actions: ['keepPulse'] }],
        'session.tick': [lapse],
        'session.trigger': [lapse, full, end, { guard: 'splits', actions: ['noteTrigger', 'updated'] }, count],
        'session.background': [lapse, end, { guard: 'isVisible', actions: ['enterBackground', 'backgrounded'] }, count],
        'session.foreground': [lapse, end, { guard: 'isHidden', actions: ['enterForeground', 'foregrounded'] }, count],
        'session.open': [lapse, end, { guard: 'splits', actions: ['enterOpen', 'updated'] }, { actions: ['enterOpen'] }],
        'session.close': [lapse, end, { guard: 'splits', actions: ['enterClosed', 'updated'] }, { actions: ['enterClosed'] }],
        'session.update': [lapse, end, { actions: ['changeMetadata', 'updated'] }],
        'session.end': [lapse, { guard: 'mayEnd', target: 'expired', actions: ['endSession', 'ended'] }],
        'session.sync': [
          revoke,
          { guard: 'isEndedElsewhere', target: 'expired', actions: ['adoptEnd', 'ended'] },
          { guard: 'isHiddenAndUpdatedElsewhere', actions: ['adopt', 'backgrounded', 'updated'] },
          { guard: 'isShownAndUpdatedElsewhere', actions: ['adopt', 'updated', 'foregrounded'] },
          { guard: 'isHiddenElsewhere', actions: ['adopt', 'backgrounded'] },
          { guard: 'isShownElsewhere', actions: ['adopt', 'foregrounded'] },
          { guard: 'isUpdatedElsewhere', actions: ['adopt', 'updated'] },
          { guard: 'isSameSession', actions: ['adopt'] },
          { guard: 'isNewer', target: 'idle', actions: ['endSuperseded', 'ended', 'handAgain'] },
        ],
        'session.shutdown': [lapse, { target: 'closed', actions: ['endSession', 'ended'] }],
      },
      states: {
        active: { always: [{ guard: 'isHidden', target: 'backgrounded' }] },
        backgrounded: { always: [{ guard: 'isVisible', target: 'active' }] },
      },
    },
    expired: {
      always: [
        { guard: 'stops', target: 'closed' },
        { guard: 'renews', target: 'live', actions: ['renewSession', 'started'] },
      ],
      on: waiting,
    },
    // What it did may be taken back, as anything else.
    closed: { on: { 'session.sync': [revoke] } },
  },
} as const satisfies SessionChart;
