import type { SessionRecord } from '../../machines/record.ts';
import type { EndedSession, Session } from '../../machines/session.ts';

/** The session as it ended where nobody knows more than that another took its place. */
export const superseded = (
  session: Session,
  endTimeMs: number,
  { id, startTimeMs }: Pick<SessionRecord, 'id' | 'startTimeMs'>,
): EndedSession => ({
  ...session,
  state: 'ended',
  endTimeMs,
  endReason: 'superseded',
  lapseTimeMs: Math.max(endTimeMs, startTimeMs),
  supersededBy: id,
});
