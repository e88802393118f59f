import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { sessionChart } from '../../machines/chart.ts';
import { ROOT } from '../../scripts/entries.mjs';
import { diagram, diagramFiles, transitions } from '../../scripts/generate-diagrams.mjs';

it('shows in the README what the chart says', () => {
  for (const [path, text] of Object.entries(diagramFiles())) expect(readFileSync(ROOT + path, 'utf8'), path).toBe(text);
});

it('draws every state, and every pair of states that a transition joins', () => {
  const drawn = diagram(sessionChart);
  for (const state of [...Object.keys(sessionChart.states), ...Object.keys(sessionChart.states.live.states)])
    expect(drawn).toContain(` ${state} `);
  for (const [name, { on = {} }] of Object.entries<{ on?: object }>(sessionChart.states)) {
    const targets = Object.values(on)
      .flat()
      .map(({ target }: { target?: string }) => target ?? name);
    for (const target of targets) if (target !== name) expect(drawn).toContain(`  ${name} --> ${target} : `);
  }
});

it('changes with the chart', () => {
  const chart = structuredClone(sessionChart) as { states: { closed: object } };
  chart.states.closed = { on: { 'session.tick': [{ guard: 'isNewer', target: 'idle', actions: ['open'] }] } };
  const changed = chart as unknown as Parameters<typeof diagram>[0];
  expect(diagram(changed)).toContain('closed --> idle : isNewer');
  expect(transitions(changed)).toContain('| tick | 1 | `isNewer` | idle | `open` |');
});

it('lists each transition of each event once', () => {
  const rows = transitions(sessionChart)
    .split('\n')
    .filter((line) => /^\| [a-z]/.test(line));
  const listed = rows.flatMap((row) => row.split('|')[1]?.split(',') ?? []);
  const { idle, live, expired, closed } = sessionChart.states;
  const count = (on: object) => Object.values(on).flat().length;
  expect(idle.on).toBe(expired.on);
  expect(listed).toHaveLength(
    count(idle.on) +
      count(live.on) +
      live.states.active.always.length +
      live.states.backgrounded.always.length +
      expired.always.length +
      count(closed.on),
  );
});
