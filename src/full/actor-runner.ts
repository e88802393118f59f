import { type Actor, type ActorOptions, createActor } from 'xstate';
import { sessionMachine } from '../../machines/machine.ts';
import type { StartRunner } from '../provider/engine.ts';

export type SessionActor = Actor<typeof sessionMachine>;

/** Runs the chart as an XState actor, which inspectors can watch. */
export const startActor =
  (inspect: ActorOptions<typeof sessionMachine>['inspect'], onStart: (actor: SessionActor) => void): StartRunner =>
  (input, tell) => {
    const actor = createActor(sessionMachine, { input, ...(inspect && { inspect }) });
    actor.on('*', tell);
    onStart(actor);
    actor.start();
    return {
      send: (event) => actor.send(event),
      get context() {
        return actor.getSnapshot().context;
      },
      stop: () => actor.stop(),
    };
  };
