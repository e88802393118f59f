import { isActivity, isTelemetry, named } from './activity.ts';
import { recordOf, type SessionContext } from './context.ts';
import { setDeadline, setLimits, shut, turn } from './deadline.ts';
import type { SessionEvent } from './events.ts';
import { own } from './own.ts';
import { reconcile } from './reconcile.ts';
import { take } from './restore.ts';
import { isSampled } from './sampling.ts';
import type { AttributeValue, EndReason, StartReason } from './session.ts';
import { covers, endReasonOf } from './triggers.ts';

/** Time never runs backwards inside a session. */
const notBefore = (c: Readonly<SessionContext>, atMs: number) => Math.max(c.seenTimeMs, atMs);

function start(c: SessionContext, atMs: number, reason: StartReason): void {
  const { policy, generateId, attributes, nextDayMs, random } = c.input;
  if (c.clears) forgetMetadata(c);
  c.previousId = c.linked && c.id !== '' ? c.id : null;
  c.id = generateId(atMs);
  c.ordinal++;
  c.policy = policy.name;
  c.scope = c.input.scope;
  c.startTimeMs = c.partStartTimeMs = atMs;
  c.lastActivityTimeMs = c.seenTimeMs = atMs;
  c.idleFromMs = c.durationFromMs = atMs;
  c.backgroundFromMs = c.isHidden ? Math.max(c.visibilityTimeMs, atMs) : atMs;
  c.startReason = reason;
  c.endTimeMs = c.endReason = c.lapseTimeMs = c.lastTelemetryTimeMs = c.supersededBy = null;
  c.recovered = c.renews = false;
  c.evidence = null;
  c.linked = c.joined = true;
  c.partIndex = c.revision = 0;
  c.ownTotal = c.ownTraces = c.ownLogs = c.ownMetrics = c.othersTotal = 0;
  c.telemetryByContext = {};
  c.attributes = attributes(atMs);
  c.sampled = isSampled(policy.sampling, c.id, random);
  c.dayEndMs = covers(policy.endOn, 'day') ? nextDayMs(atMs) : Infinity;
  setLimits(c);
}

function end(c: SessionContext, endTimeMs: number, lapseTimeMs: number, reason: EndReason): void {
  c.endTimeMs = Math.max(c.startTimeMs, endTimeMs);
  c.lapseTimeMs = c.deadlineMs = lapseTimeMs;
  c.endReason = reason;
  c.renews = follows(c);
  c.revision++;
}

/** The next follows at once, unless nobody was there: no context open, or nothing happened since the last renewal. */
const follows = (c: Readonly<SessionContext>) =>
  c.input.policy.then === 'renew' &&
  (c.startReason !== 'renewal' || c.lastActivityTimeMs > c.startTimeMs || c.ownTotal + c.othersTotal > 0) &&
  !(c.isClosed && c.openTimeMs <= c.deadlineMs);

function extend(c: SessionContext, atMs: number): void {
  c.lastActivityTimeMs = Math.max(c.lastActivityTimeMs, atMs);
  c.idleFromMs = Math.max(c.idleFromMs, atMs);
  setDeadline(c);
}

function countTelemetry(c: SessionContext, event: SessionEvent): void {
  if (!isTelemetry(event) || event.type !== 'session.trigger') return;
  c.lastTelemetryTimeMs = Math.max(c.lastTelemetryTimeMs ?? -Infinity, event.atMs);
  c.ownTotal++;
  if (covers(['telemetry.traces'], event.trigger)) c.ownTraces++;
  else if (covers(['telemetry.logs'], event.trigger)) c.ownLogs++;
  else if (covers(['telemetry.metrics'], event.trigger)) c.ownMetrics++;
}

/** What a trigger does to a session that lives on. */
function note(c: SessionContext, event: SessionEvent): void {
  countTelemetry(c, event);
  if (isActivity(c, event)) extend(c, event.atMs);
  c.seenTimeMs = notBefore(c, event.atMs);
  if (named(c.input.policy.splitOn, c, event)) {
    c.partIndex++;
    c.partStartTimeMs = c.seenTimeMs;
    c.revision++;
  }
}

function forgetMetadata(c: SessionContext): void {
  c.metadata = {};
  c.metadataTimesMs = {};
  c.clears = false;
}

function setMetadata(c: SessionContext, event: SessionEvent): void {
  if (event.type !== 'session.update') return;
  if (c.clears) forgetMetadata(c);
  const metadata: Record<string, AttributeValue> = { ...c.metadata };
  const metadataTimesMs: Record<string, number> = { ...c.metadataTimesMs };
  for (const [key, value] of Object.entries(event.metadata)) {
    if (value === null) delete metadata[key];
    else metadata[key] = value;
    metadataTimesMs[key] = Math.max(own(metadataTimesMs, key) ?? -Infinity, event.atMs);
  }
  c.metadata = metadata;
  c.metadataTimesMs = metadataTimesMs;
  c.revision++;
}

/** The end is the last sign of life; a session cut off by its maximum was alive until then. */
function endLapsed(c: SessionContext): void {
  const reason = c.deadlineMs === c.fixedMs ? c.fixedReason : 'inactivity';
  end(c, reason === 'max_duration' ? c.deadlineMs : Math.min(c.seenTimeMs, c.deadlineMs), c.deadlineMs, reason);
}

function adopt(c: SessionContext, event: SessionEvent): void {
  if (event.type !== 'session.sync') return;
  const own = c.id === event.record.id ? recordOf(c) : null;
  take(c, own ? reconcile(own, event.record) : event.record);
  if (event.evidence === undefined) return;
  c.evidence = event.evidence;
  c.recovered = true;
}

/** Takes a session that is over. What an earlier process said of itself does not hold for this one, nor the reverse. */
function bury(c: SessionContext, event: SessionEvent, finish: () => void): void {
  const isFirst = c.ordinal === 0;
  const { isHidden, visibilityTimeMs } = c;
  if (isFirst) forgetMetadata(c);
  adopt(c, event);
  finish();
  c.clears = isFirst;
  if (!isFirst) return;
  c.isHidden = isHidden;
  c.visibilityTimeMs = visibilityTimeMs;
}

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
