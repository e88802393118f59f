import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createSharedConsent } from '../../src/web/shared-consent.ts';

const MINUTE_MS = 60_000;
beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Pages that see one mark, unless it is told what one of them sees. */
function createPages(count: number) {
  const seen = { mark: null as string | null };
  const told: number[] = [];
  const pages = Array.from({ length: count }, (_, index) => {
    const sight = { isStale: false, isBlind: false };
    const shared = createSharedConsent({
      get() {
        if (sight.isBlind) throw new Error('forbidden');
        return sight.isStale ? null : seen.mark;
      },
      set(mark) {
        seen.mark = mark;
        sight.isStale = false;
      },
    });
    return { sight, shared, join: (mark: string) => shared.join(mark, () => told.push(index)) };
  });
  const [a, b] = pages;
  if (!a || !b) throw new Error('two pages at least');
  return { seen, told, a, b };
}

describe('a mark of consent', () => {
  it('is that of the first page for all, and goes when any takes consent back, which the others are told once', () => {
    const { seen, told, a, b } = createPages(2);
    a.join('aaaa');
    b.join('bbbb');
    expect([seen.mark, a.shared.mark, b.shared.mark]).toEqual(['aaaa', 'aaaa', 'aaaa']);
    vi.advanceTimersByTime(MINUTE_MS);
    expect(a.shared.leave()).toBe(true);
    expect([seen.mark, b.shared.isThere(), told]).toEqual([null, false, []]);
    expect([b.shared.look(), b.shared.look(), told]).toEqual([false, false, [1]]);
    expect([a.shared.look(), told]).toEqual([false, [1]]);
  });

  it('of two that are left in one instant is one consent', () => {
    const { seen, told, a, b } = createPages(2);
    a.join('aaaa');
    b.sight.isStale = true;
    b.join('bbbb');
    expect(seen.mark).toBe('bbbb');
    expect([a.shared.look(), a.shared.mark]).toEqual([true, 'bbbb']);
    vi.advanceTimersByTime(MINUTE_MS);
    expect([a.shared.look(), b.shared.look(), told]).toEqual([true, true, []]);
    b.shared.leave();
    expect([a.shared.look(), told]).toEqual([false, [0]]);
  });

  it.each([
    ['that has slept', () => {}, true],
    ['a minute later', () => vi.advanceTimersByTime(MINUTE_MS), false],
  ])('of a later consent is another one to a page %s, which leaves it where it is', (_, wait, doesSleep) => {
    const { seen, told, a, b } = createPages(2);
    a.join('aaaa');
    b.join('bbbb');
    if (doesSleep) b.shared.sleep();
    wait();
    a.shared.leave();
    a.join('cccc');
    expect([b.shared.look(), told]).toEqual([false, [1]]);
    expect([b.shared.leave(), seen.mark, a.shared.look()]).toEqual([false, 'cccc', true]);
    b.join('dddd');
    expect([b.shared.mark, b.shared.look()]).toEqual(['cccc', true]);
  });

  it('of a later consent stays where somebody takes back the earlier one late, or twice', () => {
    const { seen, told, a, b } = createPages(2);
    a.join('aaaa');
    b.join('bbbb');
    vi.advanceTimersByTime(MINUTE_MS);
    a.shared.leave();
    a.join('cccc');
    expect([b.shared.leave(), b.shared.leave(), seen.mark, a.shared.look()]).toEqual([false, false, 'cccc', true]);
    a.shared.leave();
    expect([seen.mark, told]).toEqual([null, []]);
  });

  it('goes where somebody refuses who has never consented', () => {
    const { seen, told, a, b } = createPages(2);
    a.join('aaaa');
    expect([b.shared.leave(), seen.mark, a.shared.look(), told]).toEqual([true, null, false, [0]]);
  });

  it('that was seen to go tells so, whatever is there by now, and one of an earlier consent does not', () => {
    const { told, a, b } = createPages(2);
    a.join('aaaa');
    b.join('bbbb');
    b.shared.gone('9999');
    b.shared.gone(null);
    expect(told).toEqual([]);
    b.shared.gone('aaaa');
    b.shared.gone('aaaa');
    expect(told).toEqual([1]);
  });

  it('that cannot be read is not gone, and where none can be kept nobody is told anything', () => {
    const { told, a, b } = createPages(2);
    a.join('aaaa');
    a.sight.isBlind = true;
    expect([a.shared.look(), a.shared.mark]).toEqual([true, 'aaaa']);
    b.sight.isBlind = true;
    b.join('bbbb');
    expect([b.shared.mark, b.shared.look(), told]).toEqual([null, true, []]);
    b.shared.leave();
    expect([b.shared.look(), told]).toEqual([false, []]);
  });
});
