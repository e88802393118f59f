import { initialContext, type SessionInput } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import type { SessionChange } from '../../machines/session.ts';
import type { StartRunner } from '../provider/engine.ts';
import { type Standing, type TracedStep, traceStep } from './traced-chart.ts';

export interface Watcher {
  /** The chart begins. */
  begin(input: SessionInput, standing: () => Standing): void;
  /** It asked when the next day begins. */
  answerDay(atMs: number, nextMs: number): void;
  /** It has heard an event. */
  hear(event: SessionEvent, step: TracedStep): void;
  /** What would be told of this event is not what the runner did, or nothing can be told of it. */
  differ(event: SessionEvent, error?: unknown): void;
}

/** What the app's functions answered, to be answered again. */
function remembered<T>(ask: (atMs: number) => T): { readonly ask: (atMs: number) => T; readonly again: (atMs: number) => T } {
  const answers: T[] = [];
  return {
    ask(atMs) {
      const answer = ask(atMs);
      answers.push(answer);
      return answer;
    },
    again: (atMs) => (answers.length > 0 ? (answers.shift() as T) : ask(atMs)),
  };
}

/** Whatever tells two sets of changes apart. */
const inShort = (changes: readonly SessionChange[]) =>
  JSON.stringify(changes.map(({ type, session, atMs }) => [type, session.id, session.endReason, atMs]));

/**
 * Puts a second, traced run of the chart beside the one that counts: it hears the same events after it, with the same ids. The
 * two are compared at each event, so that no explanation is told for what did not happen.
 */
export function watchRunner(start: StartRunner, watcher: Watcher): StartRunner {
  return (input, tell) => {
    const ids = remembered(input.generateId);
    const attributes = remembered(input.attributes ?? (() => ({})));
    const chances = remembered(input.random ?? Math.random);
    let told: SessionChange[] = [];
    const runner = start({ ...input, generateId: ids.ask, attributes: attributes.ask, random: () => chances.ask(0) }, (change) => {
      told.push(change);
      tell(change);
    });
    const nextDayMs = (atMs: number) => {
      const nextMs = runner.context.input.nextDayMs(atMs);
      watcher.answerDay(atMs, nextMs);
      return nextMs;
    };
    const traced = { ...input, generateId: ids.again, attributes: attributes.again, random: () => chances.again(0), nextDayMs };
    let standing: Standing = { state: 'idle', context: initialContext(traced) };
    watcher.begin(input, () => standing);
    const trace = (event: SessionEvent) => {
      const step = traceStep(standing, event);
      standing = step.after;
      const isTrue = inShort(told) === inShort(step.changes) && runner.context.deadlineMs === standing.context.deadlineMs;
      if (isTrue) watcher.hear(event, step);
      else watcher.differ(event);
    };
    return {
      send(event) {
        told = [];
        runner.send(event);
        try {
          trace(event);
        } catch (error) {
          watcher.differ(event, error);
        }
      },
      get context() {
        return runner.context;
      },
      stop: () => runner.stop?.(),
    };
  };
}
