import { EventEmitter } from 'node:events';
import { MessageChannel, type MessagePort } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createRemoteSessions, type SessionPort, shareSessions } from '../../src/remote/index.ts';

/**
 * `MessagePortMain` as Electron documents it: an emitter whose `message` has the data in `data`, and which is silent before
 * `start`. Electron itself is not run.
 */
class MainPort extends EventEmitter {
  readonly #port: MessagePort;
  constructor(port: MessagePort) {
    super();
    this.#port = port;
    port.on('close', () => this.emit('close'));
  }
  start() {
    this.#port.on('message', (data) => this.emit('message', { data, ports: [] }));
  }
  postMessage(message: unknown) {
    this.#port.postMessage(message);
  }
  close() {
    this.#port.close();
  }
}

it("gives two windows the main process's session, which outlives them", async () => {
  const main = createSessionProvider();
  const openWindow = () => {
    const { port1, port2 } = new MessageChannel();
    const port = new MainPort(port1);
    shareSessions(main, port);
    return { port, sessions: createRemoteSessions(port2 as unknown as SessionPort) };
  };
  const [first, second] = [openWindow(), openWindow()];
  await Promise.all([first.sessions.ready, second.sessions.ready]);
  const id = main.getSessionId();
  expect([first.sessions.getSessionId(), second.sessions.getSessionId()]).toEqual([id, id]);

  const heard = new Promise((resolve) => second.sessions.subscribe(({ type, session }) => type === 'updated' && resolve(session.metadata)));
  first.sessions.setMetadata({ 'user.id': 'alice' });
  expect(await heard).toEqual({ 'user.id': 'alice' });
  first.port.close();
  second.sessions.stamp('logs');
  await second.sessions.shutdown();
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(main.getSession()).toMatchObject({ id, telemetry: { logs: 1 } });
  second.port.close();
  await main.shutdown();
});
