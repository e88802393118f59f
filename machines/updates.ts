import { named } from './activity.ts';
import type { SessionContext } from './context.ts';
import { shut, turn } from './deadline.ts';
import type { SessionEvent } from './events.ts';
import { end, endLapsed, follows, start } from './lifespan.ts';
import { setMetadata } from './metadata.ts';
import { countTelemetry, extend, notBefore, note } from './note.ts';
import { adopt, bury } from './restore.ts';
import { endReasonOf } from './triggers.ts';

/** What each `assign` does, written on a draft: XState gives it a copy, the stepper its own context. */
export const updates = {
  /** Never before the last session was over, though the event may have come late. */
  startSession: (c, e) => {
    start(c, Math.max(e.atMs, c.deadlineMs), named(c.input.policy.startOn, c, e) ?? 'manual');
    countTelemetry(c, e);
  },
  renewSession: (c) => start(c, c.deadlineMs, 'renewal'),
  noteTrigger: note,
  keepPulse: (c, e) => {
    if (e.type !== 'session.pulse') return;
    extend(c, e.lastActivityTimeMs);
    if (e.lastTelemetryTimeMs !== null) c.lastTelemetryTimeMs = Math.max(c.lastTelemetryTimeMs ?? -Infinity, e.lastTelemetryTimeMs);
    c.seenTimeMs = notBefore(c, e.atMs);
    c.ownTotal += e.stamped.total;
    c.ownTraces += e.stamped.traces;
    c.ownLogs += e.stamped.logs;
    c.ownMetrics += e.stamped.metrics;
  },
  /** Visibility and openness are remembered where no session lives, too. */
  hide: (c, e) => {
    c.isHidden = true;
    c.visibilityTimeMs = Math.max(c.visibilityTimeMs, e.atMs);
  },
  show: (c, e) => {
    c.isHidden = false;
    c.visibilityTimeMs = Math.max(c.visibilityTimeMs, e.atMs);
  },
  open: (c, e) => {
    c.isClosed = false;
    c.openTimeMs = Math.max(c.openTimeMs, e.atMs);
  },
  close: (c, e) => {
    c.isClosed = true;
    c.openTimeMs = Math.max(c.openTimeMs, e.atMs);
  },
  enterBackground: (c, e) => {
    note(c, e);
    c.revision++;
    turn(c, true, c.seenTimeMs);
  },
  enterForeground: (c, e) => {
    note(c, e);
    c.revision++;
    turn(c, false, c.seenTimeMs);
  },
  enterOpen: (c, e) => {
    note(c, e);
    if (c.isClosed) shut(c, false, c.seenTimeMs);
  },
  enterClosed: (c, e) => {
    note(c, e);
    if (!c.isClosed) shut(c, true, c.seenTimeMs);
  },
  setMetadata,
  changeMetadata: (c, e) => {
    note(c, e);
    setMetadata(c, e);
  },
  endLapsed,
  endFull: (c, e) => end(c, c.seenTimeMs, notBefore(c, e.atMs), 'telemetry_limit'),
  endSession: (c, e) => {
    const atMs = notBefore(c, e.atMs);
    if (e.type === 'session.end') {
      c.linked = e.link !== false;
      c.clears = e.clear === true;
      end(c, atMs, atMs, e.reason);
    } else end(c, atMs, atMs, e.type === 'session.shutdown' ? 'shutdown' : endReasonOf(named(c.input.policy.endOn, c, e) ?? 'manual'));
  },
  /** Whoever ends what is over already means that the next one is to know nothing of it. */
  unlink: (c, e) => {
    if (e.type === 'session.sync') c.linked &&= e.record.linked;
    if (e.type !== 'session.end') return;
    c.linked &&= e.link !== false;
    c.clears ||= e.clear === true;
  },
  endSuperseded: (c, e) => {
    if (e.type !== 'session.sync') return;
    c.supersededBy = e.record.id;
    end(c, c.seenTimeMs, notBefore(c, e.atMs), 'superseded');
  },
  adopt,
  adoptEnd: (c, e) => {
    adopt(c, e);
    c.renews = follows(c);
  },
  /** Found dead: it ended at its limit. */
  adoptLapsed: (c, e) =>
    bury(c, e, () => {
      if (e.type === 'session.sync' && e.recovered) c.recovered = true;
      endLapsed(c);
    }),
  /** Found dead before its time: its last sign of life is its end, and nothing of it lived since. */
  adoptCutOff: (c, e) => bury(c, e, () => end(c, c.seenTimeMs, Math.min(c.deadlineMs, notBefore(c, e.atMs)), 'unexpected_termination')),
  /** Found ended: the next session comes after it and takes nothing else of it. */
  remember: (c, e) => {
    const { metadata, metadataTimesMs, clears } = c;
    bury(c, e, () => {});
    c.clears = clears;
    c.metadata = metadata;
    c.metadataTimesMs = metadataTimesMs;
  },
  forgetSession: (c) => {
    c.id = '';
    c.ordinal = 0;
    c.deadlineMs = -Infinity;
  },
} satisfies Record<string, (draft: SessionContext, event: SessionEvent) => void>;
