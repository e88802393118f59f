import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createSessionLogRecordProcessor, createSessionSpanProcessor } from '../../src/otel/index.ts';
import { end, ids, nextLogProcessor, nextSpanProcessor, record, type Span, span } from './fake-records.ts';
import { createFakeSessions } from './fake-sessions.ts';

const step = fc.constantFrom('start', 'end', 'log', 'renew', 'win', 'lose', 'flush', 'wait');

it('whatever happens meanwhile, each record goes on once, in order, and never with an id that lost', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 60 }), async (steps) => {
      const sessions = createFakeSessions();
      const [spans, logs] = [nextSpanProcessor(), nextLogProcessor()];
      const onSpan = createSessionSpanProcessor(sessions, { next: spans });
      const onLog = createSessionLogRecordProcessor(sessions, { next: logs });
      const lost = new Set<unknown>();
      const open: Span[] = [];
      const endedInOrder: Span[] = [];
      let atMs = 0;
      let count = 0;
      sessions.start('s0', 0);
      for (const action of steps) {
        atMs++;
        if (action === 'start') open.push(span(atMs));
        if (action === 'start') onSpan.onStart(open.at(-1) as Span, undefined);
        const ending = action === 'end' ? open.shift() : undefined;
        if (ending) end(ending, onSpan, atMs);
        if (ending) endedInOrder.push(ending);
        if (action === 'log') onLog.onEmit(record(atMs));
        if (action === 'renew') {
          sessions.finish(atMs);
          sessions.isFinal = false;
          sessions.start(`s${++count}`, atMs);
        }
        if (action === 'win') sessions.settle();
        if (action === 'lose' && !sessions.isFinal) {
          const loser = sessions.getSessionId() as string;
          lost.add(loser);
          sessions.supersede(loser, `s${++count}`);
        }
        if (action === 'flush') await Promise.all([onSpan.forceFlush(), onLog.forceFlush()]);
        if (action === 'wait') await null;
      }
      await Promise.all([onSpan.shutdown(), onLog.shutdown()]);
      expect(spans.ended).toEqual(endedInOrder);
      const times = logs.emitted.map(({ hrTime }) => hrTime[1]);
      expect(times).toEqual([...times].sort((a, b) => a - b));
      expect(times).toHaveLength(steps.filter((action) => action === 'log').length);
      expect(ids([...spans.ended, ...logs.emitted]).filter((id) => lost.has(id) || id === undefined)).toEqual([]);
    }),
    { numRuns: 500 },
  );
});
