/** Reading the id, and telling of activity, against the least that they can cost and against an actor. */
import { assign, createActor, setup } from 'xstate';
import { dist } from './support/dist.mjs';
import { interleave } from './support/interleave.mjs';
import { middle, rowOf } from './support/rows.mjs';

export const title = 'Reading and activity';
export const variants = ['bare', '10 subscribers'];
export const runs = 7;

/** A machine of two levels that remembers when it last heard of activity. */
const machine = setup({
  types: { context: /** @type {{ lastMs: number }} */ ({}), events: /** @type {{ type: 'activity' } | { type: 'end' }} */ ({}) },
}).createMachine({
  context: { lastMs: 0 },
  initial: 'live',
  states: {
    live: { initial: 'active', on: { activity: { actions: assign({ lastMs: () => Date.now() }) }, end: 'over' }, states: { active: {} } },
    over: {},
  },
});

/** @param {string} variant */
export async function measure(variant) {
  const { createSessionProvider } = await dist('index');
  const sessions = createSessionProvider();
  const actor = createActor(machine).start();
  for (let i = 0; i < (variant === 'bare' ? 0 : 10); i++) {
    sessions.session$.subscribe(() => {});
    actor.subscribe(() => {});
  }
  sessions.notify('input');
  await new Promise((resolve) => setTimeout(resolve, 100));
  const field = { id: 'an-id', readMs: 0 };
  return interleave({
    field: {
      run: (count) => {
        let id = '';
        for (let i = 0; i < count; i++) {
          id = field.id;
          field.readMs = Date.now();
        }
        return id;
      },
    },
    getSessionId: {
      run: (count) => {
        let id = null;
        for (let i = 0; i < count; i++) id = sessions.getSessionId();
        return id;
      },
    },
    notify: {
      run: (count) => {
        for (let i = 0; i < count; i++) sessions.notify('input');
      },
    },
    send: {
      run: (count) => {
        for (let i = 0; i < count; i++) actor.send({ type: 'activity' });
      },
    },
  });
}

/** @param {Readonly<Record<string, readonly Record<string, number>[]>>} all */
export function rows(all) {
  const { bare = [], '10 subscribers': told = [] } = all;
  const ns = (/** @type {readonly Record<string, number>[]} */ runs, /** @type {string} */ name) =>
    runs.map((run) => run[name] ?? Number.NaN);
  const ratios = (/** @type {readonly Record<string, number>[]} */ list, /** @type {string} */ a, /** @type {string} */ b) =>
    list.map((run) => (run[a] ?? 0) / (run[b] ?? 0));
  return [
    rowOf({
      what: '`getSessionId()`',
      against: 'a field and `Date.now()`',
      values: ratios(bare, 'getSessionId', 'field'),
      target: { atMost: 1.2 },
      note: `${Math.round(middle(bare, 'getSessionId'))} against ${Math.round(middle(bare, 'field'))} ns`,
    }),
    rowOf({ what: "`notify('input')`", against: '100 ns', values: ns(bare, 'notify'), unit: 'ns', target: { atMost: 100 } }),
    rowOf({
      what: "an XState actor's `send`",
      against: "`notify('input')`",
      values: ratios(bare, 'send', 'notify'),
      target: { atLeast: 20 },
      note: `${Math.round(middle(bare, 'send'))} ns`,
    }),
    rowOf({
      what: "`notify('input')` with 10 subscribers",
      against: 'without any',
      values: told.map((run, i) => (run.notify ?? 0) / (bare[i]?.notify ?? 0)),
      target: { atMost: 1.1 },
    }),
  ];
}
