import { recordOf } from '../../machines/context.ts';
import type { EndReason } from '../../machines/session.ts';
import type { Announcements } from './announcements.ts';
import type { Engine } from './engine.ts';

/** Takes the chart back to where no session has been yet. */
function reset(engine: Engine, atMs: number): void {
  const record = recordOf(engine.context);
  if (record) engine.hearUntraced({ type: 'session.sync', atMs, record: { ...record, ordinal: 0 }, revoke: true });
}

/** Ends the live session, tells so in this process, and forgets all sessions that there were. */
export function withdraw(engine: Engine, told: Announcements, atMs: number, reason: EndReason): void {
  const end = () => engine.hear({ type: 'session.end', atMs, reason, link: false, clear: true });
  if (engine.liveId !== null) end();
  // By a policy that renews the next has begun, which nobody is to hear of.
  const renewed = engine.liveId === null ? 0 : 1;
  told.release(told.waiting() - renewed, told.ended().length);
  if (renewed > 0) end();
  reset(engine, atMs);
  // What an end clears goes with the next that is set; without a session there was no end.
  const { clears, metadata } = engine.context;
  const nothing = Object.fromEntries(Object.keys(clears ? {} : metadata).map((key) => [key, null]));
  engine.hear({ type: 'session.update', atMs: 0, metadata: nothing });
  reset(engine, atMs);
  told.revoke();
  told.past.clear();
  engine.forget();
}
