import { propagation, ROOT_CONTEXT, type TextMapPropagator, trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { createBaggageLogRecordProcessor, createBaggageSpanProcessor, createSessionPropagator } from '../../src/otel/index.ts';
import { record, span } from './fake-records.ts';
import { createFakeSessions } from './fake-sessions.ts';

const ALLOWED = 'https://api.example.com';
const to = (attributes: object) => trace.setSpan(ROOT_CONTEXT, { ...span(1), attributes } as never);
/** Writes the baggage as it is given. */
const propagator: TextMapPropagator = {
  inject: (context, carrier, setter) =>
    setter.set(carrier, 'baggage', JSON.stringify(propagation.getBaggage(context)?.getAllEntries() ?? [])),
  extract: (context) => context,
  fields: () => ['baggage'],
};
function sent(given: ReturnType<typeof createSessionPropagator>, context: Parameters<TextMapPropagator['inject']>[0]): string {
  const headers: Record<string, string> = {};
  given.inject(context, headers, { set: (carrier: Record<string, string>, key, value) => Object.assign(carrier, { [key]: value }) });
  return headers.baggage ?? '';
}

describe('the propagator', () => {
  const sessions = createFakeSessions();
  sessions.start('a', 1);

  it('allows no origin by default', () => {
    expect(sent(createSessionPropagator(sessions, { propagator }), to({ 'url.full': `${ALLOWED}/x` }))).toBe('[]');
  });

  it('knows the destination by the span, in old conventions and new, or by what it is told', () => {
    const given = createSessionPropagator(sessions, { propagator, allowedOrigins: [ALLOWED] });
    const told = createSessionPropagator(sessions, { propagator, allowedOrigins: [ALLOWED], urlOf: () => `${ALLOWED}/told` });
    expect([
      sent(given, to({ 'url.full': `${ALLOWED}/x` })),
      sent(given, to({ 'http.url': `${ALLOWED}/x` })),
      sent(told, ROOT_CONTEXT),
    ]).toEqual(Array(3).fill('[["session.id",{"value":"a"}]]'));
  });

  it.each([
    ['no span', ROOT_CONTEXT],
    ['a span without a URL', to({})],
    ['a broken URL', to({ 'url.full': '/relative' })],
    ['another port', to({ 'url.full': `${ALLOWED}:8443/` })],
    ['a host that begins alike', to({ 'url.full': `${ALLOWED}.evil.example/` })],
  ])('sends nothing to %s', (_what, context) => {
    expect(sent(createSessionPropagator(sessions, { propagator, allowedOrigins: [ALLOWED] }), context)).toBe('[]');
  });

  it('sends no provisional id', () => {
    const provisional = createFakeSessions();
    provisional.start('a', 1);
    provisional.isFinal = false;
    const given = createSessionPropagator(provisional, { propagator, allowedOrigins: [ALLOWED] });
    expect(sent(given, to({ 'url.full': ALLOWED }))).toBe('[]');
  });

  it('sends on without the session where its destination cannot be told', () => {
    const urlOf = () => {
      throw new Error('broken');
    };
    expect(sent(createSessionPropagator(sessions, { propagator, allowedOrigins: [ALLOWED], urlOf }), ROOT_CONTEXT)).toBe('[]');
  });

  it.each(['api.example.com', `${ALLOWED}/`, '*', ''])('refuses the origin %j at creation', (origin) => {
    expect(() => createSessionPropagator(sessions, { propagator, allowedOrigins: [origin] })).toThrow(
      `allowedOrigins: expected origins such as`,
    );
  });
});

describe('the receiving side', () => {
  const withId = (value: string) => propagation.setBaggage(ROOT_CONTEXT, propagation.createBaggage({ 'session.id': { value } }));

  it('copies the id onto spans and log records, never over one that is there, and none that is too long', () => {
    const processor = createBaggageSpanProcessor();
    const spans = [span(1), span(1, { 'session.id': 'own' }), span(1)];
    for (const [i, id] of ['a', 'b', 'x'.repeat(129)].entries()) processor.onStart(spans[i] as (typeof spans)[0], withId(id));
    const logs = [record(1), record(1)];
    createBaggageLogRecordProcessor().onEmit(logs[0] as (typeof logs)[0], withId('a'));
    createBaggageLogRecordProcessor().onEmit(logs[1] as (typeof logs)[0]);
    expect([...spans, ...logs].map(({ attributes }) => attributes['session.id'])).toEqual(['a', 'own', undefined, 'a', undefined]);
    expect(createBaggageLogRecordProcessor().enabled({})).toBe(false);
  });
});
