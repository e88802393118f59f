interface Document {
  readonly consent?: unknown;
  readonly version?: unknown;
  readonly session?: unknown;
  readonly ended?: unknown;
  readonly announced?: unknown;
}

function parse(text: string): Document | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? value : null;
  } catch {
    return null;
  }
}

/** The present session alone: what a cookie has room for after some sessions. */
export function sessionOnly(text: string): string {
  const { version, session, announced } = parse(text) ?? {};
  return JSON.stringify({ version, session, announced });
}

/** The consent that it was written under; `null` where nobody was asked. */
export function consentOf(text: string | null): unknown {
  return (text && parse(text)?.consent) ?? null;
}

/** Whether a later version of this library wrote it, and nobody else may. */
export function isLater(text: string | null): boolean {
  const { version } = (text && parse(text)) || {};
  return typeof version === 'number' && version > 1;
}

/** What the site says, and the rest as the origin has it; what cannot be read is left to whoever reads it where it is. */
export function together(carried: string | null, stored: string | null): string | null {
  const theirs = carried === null ? null : parse(carried);
  if (theirs?.version !== 1) return stored;
  if (stored === null) return carried;
  const ours = parse(stored);
  if (ours?.version !== 1) return stored;
  return 'ended' in theirs ? carried : JSON.stringify({ ...ours, session: theirs.session });
}
