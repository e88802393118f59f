import { type Actor, type ActorOptions, createActor } from 'xstate';
import type { SessionEvent } from '../../machines/events.ts';
import { sessionMachine } from '../../machines/machine.ts';
import type { StartRunner } from '../provider/engine.ts';

export type SessionActor = Actor<typeof sessionMachine>;

export type Inspect = ActorOptions<typeof sessionMachine>['inspect'];

/** An inspector that throws would throw into whoever called the provider, in the middle of a transition. */
function guarded(inspect: Inspect, report: (error: unknown) => void): Inspect {
  if (!inspect) return undefined;
  const observer = typeof inspect === 'function' ? { next: inspect } : inspect;
  return (event) => {
    try {
      observer.next?.(event);
    } catch (error) {
      report(error);
    }
  };
}

/** Runs the chart as an XState actor, which inspectors can watch. */
export const startActor =
  (inspect: Inspect, report: (error: unknown) => void, onStart: (actor: SessionActor) => void): StartRunner =>
  (input, tell) => {
    const watching = guarded(inspect, report);
    const actor = createActor(sessionMachine, { input, ...(watching && { inspect: watching }) });
    actor.on('*', tell);
    onStart(actor);
    actor.start();
    const runner = {
      context: actor.getSnapshot().context,
      send(event: SessionEvent) {
        // What a transaction of before the shutdown finds out comes later; XState would complain on the console.
        if (actor.getSnapshot().status !== 'active') return;
        actor.send(event);
        runner.context = actor.getSnapshot().context;
      },
      stop: () => actor.stop(),
    };
    return runner;
  };
