import FakeTimers from '@sinonjs/fake-timers';
import { afterEach, beforeAll, beforeEach } from 'vitest';
import { ensureLine } from '../../scripts/otel-lines.mjs';
import { EPOCH_MS } from '../support/arbitrary.ts';
import type { Sdk } from './delivery-app.ts';
import { createDevice } from './delivery-device.ts';

const INSTALL_MS = 180_000;

/** For the tests of a suite: devices with the batch processors of an SDK line, which is installed where it is missing, on one clock. */
export function withBatchProcessors(line: 'otel-2x' | 'otel-3x') {
  let sdk: Sdk;
  let clock: ReturnType<typeof FakeTimers.install>;
  beforeAll(async () => {
    ensureLine(line);
    sdk = await import(`../${line}/sdk.mjs`);
  }, INSTALL_MS);
  beforeEach(() => {
    clock = FakeTimers.install({ now: EPOCH_MS, toFake: ['setTimeout', 'clearTimeout', 'Date', 'performance'] });
  });
  afterEach(() => clock.uninstall());
  return { device: () => createDevice(sdk), pass: (time: number) => clock.tickAsync(time) };
}
