import type { ForeignSession } from '../continue-session.ts';

/** What `LocalStorageSessionStore` of @opentelemetry/web-common left. */
export function readStored(storage: Storage): ForeignSession | null {
  try {
    return JSON.parse(storage.getItem('opentelemetry-session') ?? 'null');
  } catch {
    return null;
  }
}
