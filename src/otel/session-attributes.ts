import type { TelemetrySessions } from '../api/session-provider.ts';
import type { SdkRecord, SdkValue } from './otel-sdk.ts';
import { ATTR_SESSION_PREVIOUS_ID } from './semconv.ts';
import { traitsOf } from './traits.ts';

/** What is put on a record besides `session.id`. */
export interface SessionAttributeOptions {
  /** `session.previous_id`, where the session has one. Default `false`. */
  readonly previousId?: boolean;
  /** Names of metadata, or of attributes fixed at the session's start, to copy: `['user.id']`. Default: none. */
  readonly attributes?: readonly string[];
}

/** @returns what describes the session of an instant on a record, `null` where nothing was asked for and the hot path is to stay bare. */
export function createDescriber(
  sessions: TelemetrySessions,
  { previousId = false, attributes = [] }: SessionAttributeOptions,
): ((record: SdkRecord, id: string, atMs: number) => void) | null {
  if (!previousId && attributes.length === 0) return null;
  const names = [...attributes];
  return (record, id, atMs) => {
    const session = traitsOf(sessions, id, atMs);
    if (session === null) return;
    if (previousId) setMissing(record, ATTR_SESSION_PREVIOUS_ID, session.previousId);
    for (const name of names) setMissing(record, name, session.metadata[name] ?? session.attributes[name]);
  };
}

/** Never over a value that is already there. */
function setMissing(record: SdkRecord, name: string, value: unknown): void {
  if (value !== null && value !== undefined && record.attributes[name] === undefined) record.setAttribute(name, value as SdkValue);
}
