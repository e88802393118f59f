import { batch, effect } from '@preact/signals';
import type { ActivityRequest, Answer, Request } from './messages.ts';
import * as state from './state.ts';

type Unnumbered<R> = R extends Request ? Omit<R, 'id'> : never;

const newest: { [type: string]: number } = {};
let ids = 0;
let takeCsv: ((csv: Blob) => void) | null = null;
let ask: (() => void) | null = null;

function request(worker: Worker, message: Unnumbered<Request>): void {
  const id = ++ids;
  newest[message.type] = id;
  worker.postMessage({ ...message, id });
}

const receivers: { readonly [Type in Answer['type']]: (answer: Extract<Answer, { type: Type }>) => void } = {
  loaded({ activity }) {
    state.loaded.value = activity;
    state.failure.value = null;
  },
  failed({ id, message }) {
    state.failure.value = message;
    state.isBusy.value = false;
    if (id === newest.load) state.forgetAnswers();
  },
  ran({ results, people, tookMs }) {
    state.results.value = results;
    state.people.value = people;
    state.tookMs.value = tookMs;
    state.isBusy.value = false;
    if (state.user.value === null) state.user.value = people[0]?.user ?? null;
  },
  curve({ points, isComplete }) {
    state.points.value = points;
    state.isCurveComplete.value = isComplete;
  },
  compared({ comparison }) {
    state.comparison.value = comparison;
    const { fate } = state;
    if (fate.value !== null && !comparison.fates.get(fate.value)?.moves) fate.value = null;
  },
  csv({ csv }) {
    takeCsv?.(csv);
  },
  person({ person }) {
    // Other activity may have been chosen meanwhile.
    if (person.user !== state.user.value) return;
    const isFirst = state.person.value === null && state.windowMs.value === null && state.playheadMs.value === null;
    state.person.value = person;
    if (isFirst) state.openOnBusiestDay(person);
  },
};

const ANSWERS: Readonly<Record<string, Request['type']>> = {
  loaded: 'load',
  ran: 'run',
  curve: 'run',
  compared: 'compare',
  csv: 'csv',
  person: 'person',
};

const activityOf = (choice: state.ActivityChoice): ActivityRequest => {
  if (choice.kind === 'file') return choice;
  const { users, days, seed } = state.SAMPLES.find(({ id }) => id === choice.id) ?? (state.SAMPLES[0] as state.Sample);
  return { kind: 'sample', users, days, seed };
};

/** Keeps what is shown in step with what is chosen; all work is the worker's. */
export function startSimulating(): void {
  const worker = new Worker(new URL('./worker.ts', import.meta.url), { type: 'module' });
  worker.onmessage = ({ data }: MessageEvent<Answer>) => {
    const type = ANSWERS[data.type];
    if (type !== undefined && newest[type] !== data.id) return;
    batch(() => receivers[data.type](data as never));
  };
  effect(() => {
    const activity = activityOf(state.choice.value);
    state.isBusy.value = true;
    request(worker, { type: 'load', activity });
  });
  effect(() => {
    const policies = state.policies.value;
    state.choice.value;
    state.isBusy.value = true;
    request(worker, { type: 'run', policies });
  });
  effect(() => {
    state.results.value;
    const [first, second] = state.pair.value;
    request(worker, { type: 'compare', pair: [first, second] });
  });
  effect(() => {
    if (state.loaded.value && state.user.value !== null)
      request(worker, { type: 'person', user: state.user.value, policies: state.policies.value, sleeps: state.sleeps.value });
  });
  ask = () => request(worker, { type: 'csv', policies: state.policies.value });
}

/** Every session of everybody, by every policy. */
export const askCsv = (): Promise<Blob> =>
  new Promise((resolve) => {
    takeCsv = resolve;
    ask?.();
  });
