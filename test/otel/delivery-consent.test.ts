import { describe, expect, it } from 'vitest';
import { type Consent, type ConsentOptions, withConsent } from '../../src/consent/index.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { withBatchProcessors } from './with-batch-processors.ts';

const SECOND_MS = 1_000;

describe.each(['otel-2x', 'otel-3x'] as const)('the ledger behind a consent, with the batch processors of %s', (line) => {
  const { device: newDevice, pass } = withBatchProcessors(line);

  const openWith = (options: ConsentOptions) => {
    const device = newDevice();
    let consent: Consent | undefined;
    const app = device.open({
      guard(platform) {
        consent = withConsent(platform, options);
        return consent.platform;
      },
    });
    return {
      ...device,
      app,
      consent: consent as Consent,
      namesOf: () => device.received().map(({ attributes }) => attributes?.['session.id']),
    };
  };

  it('forgets a session whose consent was taken back, with the spans of it that end later', async () => {
    for (const granted of [true, false]) {
      const { app, consent, namesOf, verdicts, ledger } = openWith({ granted });
      const { span, log, ledger: counted, shutdown } = app;
      const [first, late, later] = [span(), span(), span()];
      log('before');
      first.end();
      await pass(10 * SECOND_MS);
      const before = namesOf();
      await consent.revokeConsent();
      late.end();
      await pass(MINUTE_MS);
      expect(counted.getCounts('p1s1')).toBeNull();
      consent.grantConsent();
      later.end();
      span().end();
      await pass(MINUTE_MS);
      expect(Object.keys(ledger().sessions)).toEqual(['p1s2']);
      await shutdown();
      expect(namesOf().filter((id) => id === 'p1s1')).toEqual(before);
      expect(await verdicts()).toMatchObject({ p1s2: 'complete' });
    }
  });

  it('lets an app shut down that waits for a consent, or was refused one', async () => {
    for (const before of ['memory', 'nothing'] as const) {
      const { app, received } = openWith({ before });
      app.span().end();
      app.log('never leaves');
      let isOver = false;
      void app.shutdown().then(() => {
        isOver = true;
      });
      await pass(MINUTE_MS);
      expect([before, isOver, received()]).toEqual([before, true, []]);
    }
  });

  it('lets an app shut down from which the consent is taken back meanwhile', async () => {
    for (const afterMs of [0, 1, 500, 5_000]) {
      const { app, consent, namesOf } = openWith({ granted: true });
      app.span().end();
      await pass(10 * SECOND_MS);
      app.span();
      let isOver = false;
      void app.shutdown().then(() => {
        isOver = true;
      });
      await pass(afterMs);
      await consent.revokeConsent();
      const before = namesOf().length;
      await pass(MINUTE_MS);
      expect([afterMs, isOver, namesOf().length]).toEqual([afterMs, true, before]);
    }
  });
});
