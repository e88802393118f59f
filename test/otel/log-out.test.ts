import { propagation, ROOT_CONTEXT } from '@opentelemetry/api';
import { expect, it } from 'vitest';
import {
  createSessionLogRecordProcessor,
  createSessionPropagator,
  createSessionSpanProcessor,
  emitSessionEvents,
} from '../../src/otel/index.ts';
import { MINUTE_MS } from '../support/arbitrary.ts';
import { settle } from '../support/manual-clock.ts';
import { watch } from '../support/watch.ts';
import { end, nextLogProcessor, nextSpanProcessor, record, span } from './fake-records.ts';

const ATTRIBUTES = ['user.id', 'user.authenticated'];

it('leaves nothing of the old session in what is sent after a log-out, and nothing of the new one in the old', async () => {
  const { sessions, clock } = watch({ attributes: () => ({ 'app.tenant': 'acme' }) });
  const [spans, logs] = [nextSpanProcessor(), nextLogProcessor()];
  const spanProcessor = createSessionSpanProcessor(sessions, { next: spans, attributes: ATTRIBUTES, previousId: true });
  const logProcessor = createSessionLogRecordProcessor(sessions, { next: logs, attributes: ATTRIBUTES, previousId: true });
  const emit = ({ eventName, attributes }: { eventName?: string; attributes?: object }) =>
    logProcessor.onEmit(record(clock.now(), { ...attributes }, eventName));
  emitSessionEvents(sessions, { loggerProvider: { getLogger: () => ({ emit }) } as never, attributes: ATTRIBUTES });
  const inner = { inject: () => {}, extract: (context: typeof ROOT_CONTEXT) => context, fields: () => [] };
  const sentWith: unknown[] = [];
  const propagator = createSessionPropagator(sessions, {
    propagator: { ...inner, inject: (context) => void sentWith.push(propagation.getBaggage(context)?.getEntry('session.id')?.value) },
    allowedOrigins: ['https://api.example.com'],
    urlOf: () => 'https://api.example.com/',
  });
  const inject = () => propagator.inject(ROOT_CONTEXT, {}, { set() {} });
  const begin = () => {
    const made = span(clock.now());
    spanProcessor.onStart(made, undefined);
    return made;
  };
  await settle();
  sessions.setMetadata({ 'user.id': 'alice', 'user.authenticated': true });
  const long = begin();
  inject();
  await clock.advance(MINUTE_MS);
  sessions.end('app.logout', { link: false });
  const late = record(clock.now() - 1);
  await clock.advance(1);
  sessions.notify('input.click');
  await clock.advance(MINUTE_MS);
  logProcessor.onEmit(late);
  end(long, spanProcessor, clock.now());
  end(begin(), spanProcessor, clock.now());
  logProcessor.onEmit(record(clock.now()));
  inject();
  await settle();

  const old = { 'session.id': 's1', 'user.id': 'alice', 'user.authenticated': true };
  expect(spans.ended.map(({ attributes }) => attributes)).toEqual([{ ...old, 'session.outlived': true }, { 'session.id': 's2' }]);
  const named = logs.emitted.map(({ eventName = 'log', attributes }) => [eventName, attributes['session.id'], attributes['user.id']]);
  expect(named).toEqual([
    ['session.start', 's1', undefined],
    ['session.end', 's1', 'alice'],
    ['session.start', 's2', undefined],
    ['log', 's1', 'alice'],
    ['log', 's2', undefined],
  ]);
  const ofNext = logs.emitted.filter(({ attributes }) => attributes['session.id'] === 's2').map(({ attributes }) => attributes);
  expect(JSON.stringify(ofNext)).not.toMatch(/s1|alice|previous/);
  expect(sentWith).toEqual(['s1', 's2']);
});
