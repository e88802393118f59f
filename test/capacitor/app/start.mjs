import { createSessionProvider } from 'sessionchart';

/** Keeps sessions, and all that is told of them in lines for whoever drives the page. */
export function start(platform) {
  const told = [];
  const warnings = [];
  const sessions = createSessionProvider({ platform, diagnostics: { warn: (...message) => warnings.push(message.join(' ')), debug() {} } });
  let metadata = {};
  sessions.session$.subscribe(({ type, session }) => {
    const news = Object.entries(session.metadata).filter(([key, value]) => metadata[key] !== value);
    metadata = session.metadata;
    told.push([
      type,
      session.endReason ?? (type === 'started' ? session.startReason : ''),
      ...news.map(([key, value]) => `${key}=${value}`),
    ]);
  });
  window.page = {
    lines: () => told.map((words) => words.filter(Boolean).join(' ')),
    warnings: () => warnings,
    id: () => sessions.getSessionId(),
    lastActivity: () => sessions.getSession()?.lastActivityTimeMs ?? 0,
    stored: async () => (await sessions.listSessions()).length,
  };
}
