import { beforeAll, describe, expect, it } from 'vitest';
import { randomTrace } from '../../parity/random-trace.ts';
import { toldTraces, traceNamed } from '../../parity/recorded.ts';
import { policyByName } from '../../src/policies/index.ts';
import { parseTrace, playTrace, type Trace, type TraceSample } from '../../src/tools/index.ts';
import { bundleApp } from './page/bundle-app.ts';
import type { PageApp } from './page/page-app.ts';
import { playInPages } from './page/play-in-pages.ts';

let run: Awaited<ReturnType<typeof bundleApp<PageApp>>>;
beforeAll(async () => {
  run = await bundleApp();
});

const seen = (samples: readonly TraceSample[]) => samples.map(({ tab, session }) => `${tab}${session ?? '-'}`).join(' ');
const seeds = (from: number, to: number) => Array.from({ length: to - from }, (_, i) => from + i);
const told = () => toldTraces().map((name): [string, Trace] => [name, traceNamed(name)]);
const inOneTab = (from: number, to: number) => seeds(from, to).map((seed): [string, Trace] => [`random-${seed}`, randomTrace(seed)]);
const inTwoTabs = (from: number, to: number) =>
  seeds(from, to).map((seed): [string, Trace] => [`tabs-${seed}`, randomTrace(seed, ['A', 'B'])]);

const M = 60_000;
/** What the random traces lack. */
const odd: readonly [string, Trace][] = [
  [
    'clock jumps',
    [
      [0, 'sample'],
      [M, 'clock', 40 * M],
      [2 * M, 'sample'],
      [3 * M, 'activity'],
      [4 * M, 'sample'],
    ],
  ],
  [
    'clock steps back',
    [
      [M, 'activity'],
      [2 * M, 'clock', -50 * M],
      [20 * M, 'activity'],
      [45 * M, 'sample'],
      [51 * M, 'sample'],
    ],
  ],
  [
    'storage fails',
    [
      [M, 'block'],
      [2 * M, 'activity'],
      [3 * M, 'sample'],
      [40 * M, 'activity'],
      [41 * M, 'sample'],
    ],
  ],
  [
    'storage fails once',
    [
      [M, 'block'],
      [2 * M, 'unblock'],
      [20 * M, 'activity'],
      [40 * M, 'reload'],
      [41 * M, 'sample'],
    ],
  ],
].map(([name, steps]) => [name as string, parseTrace({ steps })]);

/** The trace of which each differs, and how; nothing where pages and simulator agree. */
async function differences(policyName: string, traces: readonly (readonly [string, Trace])[]) {
  const policy = policyByName(policyName);
  if (!policy) throw new Error(`there is no preset ${policyName}`);
  const found: string[] = [];
  for (const [name, trace] of traces) {
    const inPages = seen(await playInPages(trace, policy, run));
    const simulated = seen(playTrace(trace, policy, { telemetry: 'telemetry.logs' }));
    expect(inPages).not.toBe('');
    if (inPages !== simulated) found.push(`${name}\n  pages      ${inPages}\n  simulator  ${simulated}`);
  }
  return found;
}

describe('the web adapter in pages, and the simulator', () => {
  it('see the same sessions under the default policy, whatever happens to one tab or two', async () => {
    expect(await differences('default', [...told(), ...odd, ...inOneTab(0, 100), ...inTwoTabs(0, 100)])).toEqual([]);
  }, 300_000);

  it.each([
    ['amplitude-web', 'an id lingers, and tabs look at the store when they load'],
    ['bugsnag-web', 'nothing extends one'],
    ['datadog-browser', 'tabs join with their own activity'],
    ['elastic-web', 'nothing but page loads counts'],
    ['embrace-web', 'each page has its own, which ends when it is hidden'],
    ['faro-web', 'each tab has its own, which what is exported keeps'],
    ['ga4', 'anything starts one'],
    ['honeycomb-web', 'each page has its own'],
    ['matomo', 'a day ends one'],
    ['mixpanel-replay-web', 'input starts one'],
    ['otel-web', 'a timer starts one, and no more than that is stored'],
    ['raygun-web', 'telemetry counts for nothing'],
    ['rudderstack-web', 'telemetry keeps sessions'],
    ['sentry-replay-web', 'each tab has its own'],
    ['sentry-web', 'a page is one'],
    ['snowplow-web', 'an id lingers, and tabs follow each other'],
    ['splunk-web', 'input counts once a second'],
  ])(
    'see the same sessions as %s, where %s',
    async (policy) => {
      expect(await differences(policy, [...told(), ...inOneTab(100, 103), ...inTwoTabs(103, 106)])).toEqual([]);
    },
    300_000,
  );

  it('see the same sessions as logrocket, where the background of all tabs ends one', async () => {
    // A hidden page that crashes is taken for one that sleeps, so that later closes are not told.
    const traces = [...told(), ...odd, ...inOneTab(110, 130), ...inTwoTabs(130, 150)].filter(
      ([, { steps }]) => !steps.some(({ op }) => op === 'crash'),
    );
    expect(await differences('logrocket', traces)).toEqual([]);
  }, 300_000);

  it('see the same sessions in one tab as new-relic-browser, where what was hidden goes on when somebody returns', async () => {
    expect(await differences('new-relic-browser', [...told(), ...inOneTab(100, 110)])).toEqual([]);
  }, 300_000);

  it('see the same sessions as application-insights-web, where beats tell of what was exported', async () => {
    const traces = told().filter(([name]) => name !== 'clock-back-1h');
    expect(await differences('application-insights-web', [...traces, ...inOneTab(100, 103), ...inTwoTabs(103, 106)])).toEqual([]);
  }, 300_000);
});
