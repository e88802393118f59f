import { beforeAll, expect, it, vi } from 'vitest';
import { ensureLine } from '../../scripts/otel-lines.mjs';
import type { Sdk } from './delivery-app.ts';
import { simulate } from './delivery-simulation.ts';

/** All 10,000 by `npm run e2e:delivery`. */
const RUNS = 200;
const INSTALL_MS = 180_000;

let sdks: readonly Sdk[];
beforeAll(async () => {
  sdks = await Promise.all(
    (['otel-2x', 'otel-3x'] as const).map((line) => {
      ensureLine(line);
      return import(`../${line}/sdk.mjs`);
    }),
  );
}, INSTALL_MS);

it('calls nothing complete of which a part was lost, and says the truth wherever every context ended in order', async () => {
  const warn = vi.spyOn(console, 'warn');
  const faults: string[] = [];
  let sessions = 0;
  for (let seed = 1; seed <= RUNS; seed++) {
    const { judgements } = await simulate(seed, sdks[seed % 2]);
    sessions += judgements.length;
    for (const { id, verdict, fault, why } of judgements) {
      if (fault !== null && fault !== 'presumed') faults.push(`seed ${seed}, ${id}: ${verdict}, though ${why}`);
    }
  }
  expect(faults).toEqual([]);
  expect(sessions).toBeGreaterThan(RUNS);
  // XState's, of events for an actor that was stopped.
  expect(warn.mock.calls).toEqual([]);
}, 120_000);
