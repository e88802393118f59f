import type { SessionRecord } from '../../machines/record.ts';
import type { Engine } from './engine.ts';

type Times = SessionRecord['metadataTimesMs'];

/** Untold, and older than whatever the others set: it removes only what they do not have. @returns when what is gone was set */
export function forgetMetadata(engine: Engine): Times {
  const { metadata, metadataTimesMs } = engine.context;
  const nothing = Object.fromEntries(Object.keys(metadata).map((key) => [key, null]));
  engine.hearUntraced({ type: 'session.update', atMs: 0, metadata: nothing });
  return metadataTimesMs;
}

/**
 * Takes the metadata of a session that ended elsewhere over to the one that follows it; where nothing of it is to be in the next,
 * those that were set since.
 */
export function keepMetadata(engine: Engine, { linked, endTimeMs, metadata, metadataTimesMs }: SessionRecord, knownTimesMs: Times): void {
  for (const [key, value] of Object.entries(metadata)) {
    const atMs = metadataTimesMs[key] ?? 0;
    const isSince = atMs >= (endTimeMs ?? Infinity) && atMs !== knownTimesMs[key];
    if (linked || isSince) engine.hearUntraced({ type: 'session.update', atMs, metadata: { [key]: value } });
  }
}
