import { createSessionProvider } from '/dist/lite.js';
import { joinParentSessions } from '/dist/remote.js';
import { webPlatform } from '/dist/web.js';

// An app writes its parent's origin here; this example's port differs from start to start.
const origins = [new URLSearchParams(location.search).get('parent')];
const sessions = await joinParentSessions({ origins, otherwise: () => createSessionProvider({ platform: webPlatform() }) });

sessions.current$.subscribe((session) => {
  document.getElementById('id').textContent = session?.id ?? 'none';
});
