import { createWorkerSessions } from '/dist/remote.js';

const sessions = createWorkerSessions();
// What a processor of OpenTelemetry does for each record.
addEventListener('message', ({ data }) => data === 'work' && sessions.stamp('logs'));
sessions.current$.subscribe((session) => postMessage(session?.id ?? 'none'));
