import { expect, it } from 'vitest';
import type { MetadataUpdate } from '../../machines/session.ts';
import { createNativeProvider } from '../../src/native/index.ts';
import { createRemoteSessions, type SessionPort } from '../../src/remote/index.ts';
import { createFakeHost, settle } from './fake-host.ts';

/** An app with a page in a web view; between them go texts, and what the page has is a clock of its own. */
function appWithPage(isTrusted?: boolean) {
  const fake = createFakeHost();
  const port: SessionPort & { onmessage?: (event: { readonly data: unknown }) => void } = {
    postMessage: (message) => app.receive('main', JSON.stringify(message)),
  };
  const emit = fake.host.emit;
  fake.host.emit = (kind, json) => {
    emit(kind, json);
    if (kind === 'message') port.onmessage?.({ data: JSON.parse(JSON.parse(json).message) });
  };
  const app = createNativeProvider(fake.host);
  const clock = { ...CLOCK, now: () => fake.nowMs, monotonicNow: () => fake.nowMs };
  app.show();
  app.attach('main', isTrusted);
  const page = createRemoteSessions(port, { clock });
  const state = () => JSON.parse(app.getSession() ?? 'null') as { id: string; metadata: MetadataUpdate; telemetry: { traces: number } };
  return { fake, app, page, state };
}
const CLOCK = { setTimeout, clearTimeout: (timer: unknown) => clearTimeout(timer as ReturnType<typeof setTimeout>) };

it('gives a page in a web view the session of the app, and counts what happens there', async () => {
  const { fake, app, page, state } = appWithPage(true);
  await page.ready;
  fake.nowMs += 29 * 60_000;
  expect(page.stamp('traces')).toBe(app.getSessionId());
  page.notify('input.touch');
  page.setMetadata({ screen: 'map' });
  await settle();
  fake.nowMs += 29 * 60_000;
  expect(state()).toMatchObject({ id: page.getSessionId(), metadata: { screen: 'map' }, telemetry: { traces: 1 } });
  expect(page.getSession()?.metadata).toEqual(state().metadata);
  expect(page.getSessionId()).not.toBe(null);
});

it('lets a page that is not trusted neither read metadata nor end the session', async () => {
  const { app, page } = appWithPage();
  app.setMetadata('{"user.id":"alice"}');
  await page.ready;
  page.end();
  await settle();
  expect([page.getSession()?.id, page.getSession()?.metadata]).toEqual([app.getSessionId(), {}]);
});

it('says nothing to a page that is detached, and warns of a text that is no message', async () => {
  const { fake, app, page } = appWithPage();
  await page.ready;
  app.detach('main');
  const before = fake.emitted.length;
  app.receive('main', '{');
  page.notify('input.touch');
  await settle();
  expect(fake.emitted.slice(before).filter(([kind]) => kind === 'message')).toEqual([]);
  app.attach('main');
  app.receive('main', '{');
  expect(fake.logged.at(-1)).toBe('warn: sessionchart: receive: expected JSON, came {');
});
