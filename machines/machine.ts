import { setup } from 'xstate';
import { changes } from './changes.ts';
import { sessionChart } from './chart.ts';
import { initialContext, type SessionContext, type SessionInput } from './context.ts';
import type { SessionEvent } from './events.ts';
import { guards } from './guards.ts';
import { mapValues } from './map-values.ts';
import type { SessionChange } from './session.ts';
import { updates } from './updates.ts';

const session = setup({
  types: {} as { context: SessionContext; events: SessionEvent; emitted: SessionChange; input: SessionInput },
  guards,
});

/**
 * The chart as an XState machine. It has no clock and no timer: every event carries its instant, and `tickFrom` sends
 * the ticks. Changes are emitted (`actor.on('*', …)`).
 */
export const sessionMachine = session
  .extend({
    actions: {
      ...mapValues(updates, (update) =>
        session.assign(({ context, event }) => {
          const draft = { ...context };
          update(draft, event);
          return draft;
        }),
      ),
      ...mapValues(changes, (change) => session.emit(change)),
      handAgain: session.raise(({ event }) => event),
    },
  })
  .createMachine({ ...sessionChart, context: ({ input }) => initialContext(input) });
