import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { simulationNotes } from '../../src/cli/simulation-notes.ts';
import { datadogBrowser, defaultPolicy, otelWeb } from '../../src/policies/index.ts';

type Simulation = Parameters<typeof simulationNotes>[0];
const policies: readonly SessionPolicy[] = [defaultPolicy, datadogBrowser, otelWeb];
/** A simulation as far as its notes look at it. */
const withReadings = (readings: Simulation['readings']) =>
  ({ readings, events: 2, policies: policies.map(() => ({ sessions: 1 })) }) as unknown as Simulation;
const input = { event: 'click', reading: 'input', count: 2 } as const;

it('says which policies go by what the rows do not have', () => {
  const notes = simulationNotes(withReadings([input]), policies);
  expect(notes.filter((note) => note.includes('the rows have none'))).toEqual([
    expect.stringMatching(/^datadog-browser also counts heartbeats/),
    expect.stringMatching(/^otel-web also starts sessions by timer/),
  ]);
});

it('says nothing of it where they have', () => {
  const readings = [input, { event: 'beat', reading: 'heartbeat', count: 1 }, { event: 'timer', reading: 'timer', count: 1 }] as const;
  expect(simulationNotes(withReadings(readings), policies).join()).not.toContain('the rows have none');
});
