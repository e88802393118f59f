import { changes } from './changes.ts';
import { sessionChart } from './chart.ts';
import { initialContext, type SessionContext, type SessionInput } from './context.ts';
import type { SessionEvent } from './events.ts';
import { guards } from './guards.ts';
import type { SessionChange } from './session.ts';
import { createStepper, type Steps } from './stepper.ts';
import { updates } from './updates.ts';

const start = createStepper<SessionContext, SessionEvent, SessionChange>(sessionChart, { guards, updates, changes });
const NOTHING_YET: SessionEvent = { type: 'session.tick', atMs: -Infinity };

/** The same chart and rules as `sessionMachine`, without XState. */
export const startSteps = (input: SessionInput, tell: (change: SessionChange) => void): Steps<SessionContext, SessionEvent> =>
  start(initialContext(input), NOTHING_YET, tell);
