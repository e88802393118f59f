import type { SessionContext } from './context.ts';
import type { SessionEvent } from './events.ts';
import { own } from './own.ts';
import type { AttributeValue } from './session.ts';

export function forgetMetadata(c: SessionContext): void {
  c.metadata = {};
  c.metadataTimesMs = {};
  c.clears = false;
}

export function setMetadata(c: SessionContext, event: SessionEvent): void {
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
