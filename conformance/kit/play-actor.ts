import { createActor } from 'xstate';
import { sessionMachine } from '../../machines/machine.ts';
import type { StartFlight } from './play.ts';

/** The same chart in XState. */
export const startActor: StartFlight = (input, tell) => {
  const actor = createActor(sessionMachine, { input });
  actor.on('*', tell);
  actor.start();
  return {
    send: (event) => actor.send(event),
    get state() {
      const { value } = actor.getSnapshot();
      return typeof value === 'string' ? value : `live.${value.live}`;
    },
    get context() {
      return actor.getSnapshot().context;
    },
  };
};
