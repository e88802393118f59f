/** A thread of Node that has the session of the one that made it. */
import { workerData } from 'node:worker_threads';

/** @type {typeof import('../../src/remote/index.ts')} The built entry: a thread knows no TypeScript. */
const { createRemoteSessions } = await import(workerData.entry);
const sessions = createRemoteSessions(workerData.port);
await sessions.ready;
sessions.stamp('traces');
sessions.setMetadata({ 'thread.session': sessions.getSessionId() });
