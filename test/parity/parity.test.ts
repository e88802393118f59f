import { describe, expect, it } from 'vitest';
import { compareSubject } from '../../parity/compare.ts';
import { randomTrace } from '../../parity/random-trace.ts';
import { packSessions, readRecording, toldTraces, traceNamed, unpackSessions } from '../../parity/recorded.ts';
import { DEFECTS_AT_MOST, failures, totalsByTabs } from '../../parity/report.ts';
import { policyOf, SUBJECTS } from '../../parity/subjects.ts';
import { policies } from '../../src/policies/index.ts';
import { inferPolicy, playTrace } from '../../src/tools/index.ts';

const isInOneTab = (trace: string) => !trace.startsWith('tabs') && trace !== 'two-tabs-share';

describe.each(SUBJECTS.map((subject) => [subject.sdk, compareSubject(subject)] as const))('%s', (_sdk, result) => {
  it('does what its preset does, but for known defects', () => {
    expect(failures([result])).toEqual([]);
  });

  it('agrees on at least 98 % of the samples in one tab', () => {
    const traces = result.traces.filter(({ trace }) => isInOneTab(trace));
    const samples = traces.reduce((sum, one) => sum + one.samples, 0);
    const differing = traces.reduce((sum, { differences }) => sum + differences.length, 0);
    expect(differing).toBeLessThanOrEqual(DEFECTS_AT_MOST * samples);
  });
});

it('agrees at every sample of the told traces in one tab, for at least 12 of 14 SDKs', () => {
  const told = new Set(toldTraces().filter(isInOneTab));
  const whole = SUBJECTS.filter((subject) =>
    compareSubject(subject).traces.every(({ trace, differences }) => !told.has(trace) || differences.length === 0),
  );
  expect(SUBJECTS).toHaveLength(14);
  expect(whole.length).toBeGreaterThanOrEqual(12);
});

it('agrees on at least 90 % of the samples in two tabs, over all SDKs', () => {
  const { twoTabs } = totalsByTabs(SUBJECTS.map((subject) => compareSubject(subject)));
  expect(twoTabs.samples).toBeGreaterThan(10_000);
  expect(twoTabs.differing).toBeLessThanOrEqual(0.1 * twoTabs.samples);
});

describe.each(SUBJECTS.map((subject) => [subject.sdk, subject] as const))('what %s was recorded to do', (sdk, subject) => {
  const recording = readRecording(sdk);
  const observations = toldTraces()
    .filter((name) => name !== 'busy-26h')
    .map((name) => ({ trace: traceNamed(name), sessions: recording.get(name) ?? [] }));
  const withSettings = policies.map((policy) => (policy.name === subject.preset ? policyOf(subject) : policy));

  it('names its preset, or one that is equal on these traces, and finds its limits', () => {
    const { candidates, inactivity, duration } = inferPolicy(observations, withSettings, subject.play);
    const own = candidates.find(({ policy }) => policy.name === subject.preset);
    expect(own?.agreeing).toBe(candidates[0]?.agreeing);
    const { endAfter } = policyOf(subject);
    for (const [fitted, ms] of [
      [inactivity, endAfter.inactivity?.ms ?? Infinity],
      [duration, endAfter.duration?.ms ?? Infinity],
    ] as const) {
      expect(fitted.atLeastMs).toBeLessThanOrEqual(ms);
      expect(fitted.atMostMs).toBeGreaterThanOrEqual(ms);
    }
  });
});

it('packs what was recorded, and unpacks the same', () => {
  const sessions = [null, 0, 0, 0, 1, null, null, 12];
  expect(packSessions(sessions)).toBe('- 0x3 1 -x2 12');
  expect(unpackSessions(packSessions(sessions))).toEqual(sessions);
});

it('makes the same random trace of the same seed, and one that can be played', () => {
  for (const seed of [1, 2, 3]) {
    expect(randomTrace(seed, ['A', 'B'])).toEqual(randomTrace(seed, ['A', 'B']));
    const played = policies.map((policy) => playTrace(randomTrace(seed, ['A', 'B']), policy).length);
    expect(new Set(played).size).toBe(1);
  }
});
