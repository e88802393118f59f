import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { createCoverage, gapsIn } from '../../conformance/kit/coverage.ts';
import { judge } from '../../conformance/kit/judge.ts';
import { play, type StartFlight } from '../../conformance/kit/play.ts';
import { startActor } from '../../conformance/kit/play-actor.ts';
import { answer, requestOf } from '../../conformance/kit/protocol.ts';
import { readGroups } from '../../conformance/kit/read-groups.mjs';
import { BLANK_SESSION, type Vector } from '../../conformance/kit/vector.ts';
import { sessionChart } from '../../machines/chart.ts';
import { guards } from '../../machines/guards.ts';
import { policySchema } from '../../machines/policy-schema.ts';

const { policies: policyVectors = [], reconcile: reconcileVectors = [], ...groups } = readGroups();
const vectors = Object.values(groups).flat() as Vector[];

const coverageOf = (played: readonly Vector[]) => {
  const coverage = createCoverage();
  for (const { policy, input, events } of played) play(policy, input, events, coverage.start);
  return coverage;
};

it('takes every transition, answers every guard with yes and no, and judges every boundary millisecond', () => {
  expect(vectors.length).toBeGreaterThanOrEqual(2_000);
  expect(gapsIn(coverageOf(vectors))).toEqual([]);
});

it('says what vectors leave out', () => {
  const gaps = gapsIn(coverageOf((groups.long ?? []) as Vector[]));
  expect(gaps).toContain('never taken: live session.sync 9 isNewer');
  expect(gaps).toContain('never refused: live session.end 2 mayEnd');
  expect(gaps).toContain('never judged: day_boundary session.tick 0');
});

const RUNNERS: readonly [string, StartFlight | undefined][] = [
  ['the stepper', undefined],
  ['XState', startActor],
];
it.each(RUNNERS)('is played by %s as the files say', (_name, start) => {
  const wrong = [...vectors, ...policyVectors, ...reconcileVectors].flatMap((vector) => {
    const fault = judge(vector, answer(JSON.stringify(requestOf(vector)), 'a test', start));
    return fault === null ? [] : [`${vector.id}: ${fault}`];
  });
  expect(wrong).toEqual([]);
});

it('tells in its README what the first session of a vector differs from', () => {
  const readme = readFileSync('conformance/README.md', 'utf8');
  const blank = JSON.stringify(BLANK_SESSION)
    .slice(1, -1)
    .replaceAll(/"(\w+)":/g, '$1: ')
    .replaceAll(',', ', ');
  expect(readme).toContain(`\`${blank}\``);
});

/** What the chart, the schemas and the rules call things. */
function namesIn(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(namesIn) : [];
}

it('explains every guard, action and field of a policy in its README', () => {
  const readme = readFileSync('conformance/README.md', 'utf8');
  const isExplained = (name: string) => readme.includes(`\`${name}\``) || readme.includes(`.${name}\``);
  const { endAfter, ...fields } = policySchema.properties;
  const names = [
    ...namesIn(sessionChart.states).filter((name) => !['idle', 'live', 'active', 'backgrounded', 'expired', 'closed'].includes(name)),
    ...Object.keys(guards),
    ...Object.keys(fields).filter((name) => name !== 'name'),
    ...Object.keys(endAfter.properties),
  ];
  expect(names.filter((name) => !isExplained(name))).toEqual([]);
});
