import type { Attributes, MetadataUpdate } from '../../machines/session.ts';
import type { SessionProvider } from '../api/session-provider.ts';
import { attempt } from './attempt.ts';
import type { Reporter } from './diagnostics.ts';
import type { Engine } from './engine.ts';
import type { Intake } from './intake.ts';
import { newsIn } from './metadata.ts';
import type { Settlement } from './settlement.ts';
import type { Timekeeper } from './timekeeper.ts';

export interface AppActsOptions {
  readonly engine: Engine;
  readonly intake: Intake;
  readonly settlement: Settlement;
  readonly reporter: Reporter;
  readonly timekeeper: Timekeeper;
  /** Whether this context itself is in front. */
  readonly isSeen: () => boolean;
}

/** What an app says of a session, and that it ends one. */
export interface AppActs extends Pick<SessionProvider, 'setMetadata' | 'end'> {
  /** Metadata that the platform sets of the app and its device: they hold for whoever uses it next, too. */
  describe(fields: MetadataUpdate): void;
}

/** Removes each of these fields. */
const without = (fields: Attributes): MetadataUpdate => Object.fromEntries(Object.keys(fields).map((key) => [key, null]));

export function createAppActs({ engine, intake, settlement, reporter, timekeeper, isSeen }: AppActsOptions): AppActs {
  const { now } = timekeeper;
  const { send } = intake;
  const described = new Set<string>();
  /** A session whose time is over has ended, though nobody has noticed. */
  const isLive = (id: string) => {
    const atMs = now();
    if (engine.liveId !== null && atMs >= engine.pulse.deadlineMs) send({ type: 'session.tick', atMs });
    return settlement.finalId(id) === engine.liveId;
  };
  const amend = (id: string, fields: MetadataUpdate) => {
    const metadata = intake.isTaking() ? newsIn(fields, null, reporter) : null;
    if (metadata) settlement.amend({ id: settlement.finalId(id), metadata });
  };
  const update = (fields: MetadataUpdate) => {
    const { clears, metadata: known } = engine.context;
    // What is cleared with the next start is none that it would begin with.
    const metadata = newsIn(fields, clears ? {} : known, reporter);
    if (metadata) send({ type: 'session.update', atMs: now(), metadata });
  };
  return {
    describe(fields) {
      for (const key of Object.keys(fields)) described.add(key);
      update(fields);
    },
    setMetadata(fields, target) {
      attempt(
        () => {
          const id = String(target?.sessionId);
          if (target === undefined || isLive(id)) update(fields);
          else amend(id, fields);
        },
        (error) => reporter.warn('metadata threw when it was read', error),
      );
    },
    end(wanted = 'manual', options) {
      const { link = true, clearMetadata = link === false } = options ?? {};
      const isReason = typeof wanted === 'string' && (wanted === 'manual' || wanted.startsWith('app.'));
      // A handler may hand its event in, and React's is cyclic.
      if (!isReason)
        reporter.warnOnce(`end: expected "manual" or "app.…", came ${typeof wanted === 'string' ? `"${wanted}"` : typeof wanted}`);
      const kept = Object.fromEntries(Object.entries(engine.context.metadata).filter(([key]) => described.has(key)));
      send({ type: 'session.end', atMs: now(), reason: isReason ? wanted : 'manual', link: link !== false, clear: clearMetadata === true });
      // That the next one is to know nothing of the last is for all contexts to hear, though nothing ended.
      if (isSeen()) settlement.journal.commit();
      // It may be closing, and nothing tells it so again.
      else settlement.save();
      // No session lived, so that there was none to end; what waits for the next is the old user's all the same.
      if (clearMetadata === true && engine.liveId === null && !engine.context.clears) update(without(engine.context.metadata));
      if (clearMetadata === true) update(kept);
    },
  };
}
