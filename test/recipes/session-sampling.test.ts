/** The app's half of the recipe; `npm run e2e:recipes` has the Collector's. */
import { beforeAll, expect, it } from 'vitest';
import { ensureDecoder } from '../../scripts/otel-lines.mjs';
import { startReceiver } from '../otel/otlp-receiver.mjs';
import { problemsOfSampling, sendSessions } from './sampled-sessions.mjs';
import { importRecipe, install } from './support/recipe-pages.ts';

beforeAll(() => {
  ensureDecoder();
  install();
}, 180_000);

it('sends a quarter of all sessions whole, and the start and end of the others', async () => {
  const { startTelemetry } = await importRecipe<{ startTelemetry: (ratio: number, url: string) => object }>(
    'session-sampling/telemetry.ts',
  );
  const receiver = await startReceiver();
  const sent = await sendSessions(startTelemetry, { count: 80, ratio: 0.25, url: receiver.url });
  await receiver.close();
  expect(problemsOfSampling(sent, receiver.records, ({ sampled }) => sampled, { eventsAlways: true })).toEqual([]);
  // Out of 80 none, or all, would be once in ten thousand million runs.
  const kept = sent.filter(({ sampled }) => sampled).length;
  expect(kept > 0 && kept < 80).toBe(true);
  const told = receiver.records.filter(({ name }) => name === 'session.start').map(({ attributes }) => attributes['session.sampled']);
  expect(told.filter((sampled) => sampled !== false).length).toBe(kept);
});
