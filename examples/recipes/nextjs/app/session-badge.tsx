'use client';

import { useSession } from 'sessionchart/react';

/** Renders the same on the server and while it hydrates, then shows the session. */
export function SessionBadge() {
  const id = useSession((session) => session?.id ?? null);
  return <output id="in-browser">{id ?? 'none yet'}</output>;
}
