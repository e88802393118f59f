/** The texts that a store keeps, damaged in thousands of ways, are found by the next start of an app that goes on with its work. */
import { afterAll, describe, expect, it, vi } from 'vitest';
import { emitSessionEvents } from '../../src/otel/index.ts';
import { createMemoryStore } from '../../src/provider/memory-store.ts';
import type { SessionStore, Slot } from '../../src/provider/platform.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { counter } from '../support/runners.ts';
import { load, watch } from '../support/watch.ts';
import { createRandom, DAMAGES, damageText, type Random, remainsOf, saysThatItLives } from './damaged-texts.ts';

type Texts = Partial<Record<Slot, string>>;
/** `npm run e2e:kill` has 10,000. */
const RUNS = Number(process.env.DAMAGED_TEXTS ?? 1_500);
const LIMITS = { idleMs: 30 * MINUTE_MS, maxMs: 240 * MINUTE_MS };
const AWAY_MS = [MINUTE_MS, 29 * MINUTE_MS, 31 * MINUTE_MS, 300 * MINUTE_MS];

/** One run of the app on these texts: it works, and is killed. */
async function run(name: string, texts: Texts, { nowMs = Number.NaN, mirror }: { nowMs?: number; mirror?: string } = {}) {
  const memory = createMemoryStore();
  for (const [slot, text] of Object.entries(texts)) memory.writeNow?.(slot as Slot, text);
  let isMirrored = mirror !== undefined;
  const store: SessionStore = {
    ...memory,
    // As in a browser: what is seen without waiting is a copy, until the first transaction.
    peek: (slot) => (isMirrored && slot === 'session' ? (mirror ?? null) : memory.peek(slot)),
    async update(slot, next) {
      const text = await memory.update(slot, next);
      isMirrored = false;
      return text;
    },
    liveContexts: async () => new Set([name]),
  };
  const clock = createManualClock(...(Number.isNaN(nowMs) ? [] : [nowMs]));
  const watched = watch({ store, clock, platform: { contextId: name, ...load }, generateId: counter(`${name}.`), appVersion: name });
  const { sessions, changes } = watched;
  const emitted: string[] = [];
  const stop = emitSessionEvents(sessions, {
    loggerProvider: { getLogger: () => ({ emit: ({ attributes }) => emitted.push(String(attributes['log.record.uid'])) }) },
    attributes: ['user.id'],
  });
  // Nobody acknowledges, so what is sent stays in the document.
  sessions.delivery?.outbox.awaitAcknowledgement();
  await settle();
  const id = sessions.getSessionId();
  const begun = changes.flatMap(({ type, session }) => (type === 'started' ? [session.id] : []));
  sessions.setMetadata({ 'user.id': 'alice', 'app.tags': ['a', 'é'] });
  sessions.stamp('logs');
  await clock.advance(MINUTE_MS);
  sessions.notify('input.click');
  await clock.advance(3_000);
  const listed = await sessions.listSessions();
  await settle();
  stop();
  const left: Texts = {};
  for (const slot of ['session', 'history', 'unreadable'] as const) {
    const text = memory.peek(slot);
    if (text !== null) left[slot] = text;
  }
  return { ...watched, id, begun, listed, left, emitted, nowMs: clock.now() };
}

/** A session of the past and one that lives, as two runs left them. */
async function record() {
  const first = await run('a', {});
  const second = await run('b', first.left, { nowMs: first.nowMs + 31 * MINUTE_MS });
  return { before: first.left, texts: second.left, nowMs: second.nowMs };
}

const UNREADABLE = { session: 'the stored session is unreadable', history: 'the history of sessions is unreadable' } as const;
const PARTIAL = 'a part of what was stored is unreadable';
const tally = { unreadable: 0, unharmed: 0, partial: 0, newer: 0, mirror: 0, late: 0 };

async function damageOnce({ before, texts, nowMs }: Awaited<ReturnType<typeof record>>, random: Random): Promise<void> {
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const slot = pick(['session', 'session', 'history', 'mirror'] as const);
  const kept = slot === 'history' ? 'history' : 'session';
  const damage = pick(DAMAGES);
  const text = damageText(texts[kept] ?? '', before[kept] ?? '', damage, random);
  const atMs = nowMs + pick(AWAY_MS);
  const how = { nowMs: atMs, ...(slot === 'mirror' && { mirror: text }) };
  const after = await run('c', slot === 'mirror' ? texts : { ...texts, [kept]: text }, how);
  const { state, record: said } = remainsOf(kept, slot === 'mirror' ? (texts.session ?? '') : text, atMs);
  const warning = { unharmed: [], partial: [PARTIAL], newer: ['a later version'], unreadable: [UNREADABLE[kept]] }[state];
  const why = `${slot} ${damage}: ${text}`;
  tally[slot === 'mirror' ? slot : state]++;
  expect(after.warnings, why).toEqual(warning.map((part) => expect.stringContaining(part)));
  if (state === 'unreadable') expect(after.left.unreadable, why).toBe(text);
  if (state === 'newer') expect(after.left[kept], why).toBe(text);
  if (slot === 'history') return;
  const lives = said !== null && saysThatItLives(said, atMs, LIMITS);
  if (lives && atMs - nowMs > LIMITS.idleMs) tally.late++;
  expect([after.id, after.begun], why).toEqual(lives ? [said.id, []] : [after.begun[0], [expect.stringMatching(/^c\.\d$/)]]);
}

describe('a provider on damaged texts', () => {
  const rejections: unknown[] = [];
  const note = (reason: unknown) => rejections.push(reason);
  process.on('unhandledRejection', note);
  afterAll(() => void process.off('unhandledRejection', note));

  it(`throws nothing, revives nothing that is over, and warns once, in ${RUNS} of them`, { timeout: 60_000 + 50 * RUNS }, async () => {
    vi.spyOn(console, 'error').mockImplementation(() => {});
    const recorded = await record();
    const random = createRandom(1);
    for (let i = 0; i < RUNS; i++) await damageOnce(recorded, random);
    expect(rejections).toEqual([]);
    const { unreadable, unharmed, partial, mirror, late } = tally;
    expect(Math.min(unreadable, unharmed, partial, mirror)).toBeGreaterThan(0);
    // A digit that flips into another makes a text that nobody can tell from a right one; here none puts an end off by so much.
    expect(late).toBe(0);
    if (process.env.DAMAGED_TEXTS) console.log(JSON.stringify(tally));
  });
});
