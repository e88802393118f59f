import { expect, it } from 'vitest';
import { sampleActivity } from '../../src/tools/index.ts';

const sample = (seed: number) => [...sampleActivity({ users: 200, days: 7, seed })].join('');

it('gives the same rows for the same seed, sorted by time, within its days', () => {
  const text = sample(3);
  expect(text).toBe(sample(3));
  expect(text).not.toBe(sample(4));
  const [header, ...lines] = text.trim().split('\n');
  expect(header).toBe('user_id,timestamp_ms,event');
  const times = lines.map((line) => Number(line.split(',')[1]));
  expect(times).toEqual([...times].sort((a, b) => a - b));
  expect(new Date(times[0]!).getTime()).toBeGreaterThanOrEqual(Date.UTC(2025, 0, 6));
  expect(times.at(-1)!).toBeLessThan(Date.UTC(2025, 0, 13));
  expect(new Set(lines.map((line) => line.split(',')[2]))).toEqual(new Set(['page_view', 'click', 'background', 'foreground']));
});

it('is busier by day than by night', () => {
  const hours = sample(1)
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => new Date(Number(line.split(',')[1])).getUTCHours());
  const between = (from: number, to: number) => hours.filter((hour) => hour >= from && hour < to).length;
  expect(between(18, 22)).toBeGreaterThan(3 * between(1, 5));
});
