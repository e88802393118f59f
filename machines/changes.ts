import { ownCounts, type RuleArgs, type SessionContext } from './context.ts';
import { sumCounts } from './record.ts';
import type { EndedSession, LiveSession, SessionChange } from './session.ts';

/** One literal each: spreading here costs several times as much, and the simulator makes millions. */
const told = <State extends LiveSession['state'] | 'ended', Time extends number | null, Reason extends EndedSession['endReason'] | null>(
  c: Readonly<SessionContext>,
  state: State,
  endTimeMs: Time,
  endReason: Reason,
  lapseTimeMs: Time,
) => ({
  id: c.id,
  previousId: c.previousId,
  ordinal: c.ordinal,
  scope: c.scope,
  policy: c.policy,
  state,
  startTimeMs: c.startTimeMs,
  startReason: c.startReason,
  endTimeMs,
  endReason,
  lapseTimeMs,
  lastActivityTimeMs: c.lastActivityTimeMs,
  lastTelemetryTimeMs: c.lastTelemetryTimeMs,
  recovered: c.recovered,
  evidence: c.evidence,
  supersededBy: c.supersededBy,
  sampled: c.sampled,
  attributes: c.attributes,
  metadata: c.metadata,
  telemetry: Object.values(c.telemetryByContext).reduce(sumCounts, ownCounts(c)),
  partIndex: c.partIndex,
  partStartTimeMs: c.partStartTimeMs,
  contexts: [...Object.keys(c.telemetryByContext), c.input.contextId],
  revision: c.revision,
});

/** The live session that the context holds. */
export const liveSession = (c: Readonly<SessionContext>): LiveSession =>
  told<LiveSession['state'], null, null>(c, c.isHidden ? 'backgrounded' : 'active', null, null, null);
/** The ended session that the context holds. */
export const endedSession = (c: Readonly<SessionContext>): EndedSession =>
  told(c, 'ended', c.endTimeMs ?? c.startTimeMs, c.endReason ?? 'manual', c.lapseTimeMs ?? c.deadlineMs);

/** What each `emit` tells. */
export const changes = {
  started: ({ context: c, event }) => ({ type: 'started', session: liveSession(c), atMs: c.startTimeMs, detectedAtMs: event.atMs }),
  resumed: ({ context: c, event }) => ({ type: 'resumed', session: liveSession(c), atMs: event.atMs, detectedAtMs: event.atMs }),
  backgrounded: ({ context: c, event }) => ({
    type: 'backgrounded',
    session: liveSession(c),
    atMs: c.visibilityTimeMs,
    detectedAtMs: event.atMs,
  }),
  foregrounded: ({ context: c, event }) => ({
    type: 'foregrounded',
    session: liveSession(c),
    atMs: c.visibilityTimeMs,
    detectedAtMs: event.atMs,
  }),
  updated: ({ context: c, event }) => ({ type: 'updated', session: liveSession(c), atMs: c.seenTimeMs, detectedAtMs: event.atMs }),
  ended: ({ context: c, event }) => {
    const session = endedSession(c);
    return { type: 'ended', session, atMs: session.endTimeMs, detectedAtMs: event.atMs };
  },
} satisfies Record<string, (args: RuleArgs) => SessionChange>;
