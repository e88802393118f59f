import { expect, it } from 'vitest';
import { createSessionMetricAttributes } from '../../src/otel/index.ts';
import { createFakeSessions } from './fake-sessions.ts';

const CONTEXT = {};

it('puts the session on a measurement, counts it and leaves the given attributes alone', () => {
  const sessions = createFakeSessions();
  sessions.start('a', 1);
  const given = { route: '/' };
  expect(createSessionMetricAttributes(sessions).process(given, CONTEXT)).toEqual({ route: '/', 'session.id': 'a' });
  expect([given, sessions.stamped]).toEqual([{ route: '/' }, [['metrics', undefined, 'a']]]);
});

it('neither counts nor takes as activity what an observable instrument reports', () => {
  const sessions = createFakeSessions();
  sessions.start('a', 1);
  expect(createSessionMetricAttributes(sessions).process({})).toEqual({ 'session.id': 'a' });
  expect(sessions.stamped).toEqual([]);
});

it('leaves a measurement as it is that names its session, that has none, or whose id is provisional', () => {
  const sessions = createFakeSessions();
  const { process } = createSessionMetricAttributes(sessions);
  expect(process({}, CONTEXT)).toEqual({});
  sessions.start('a', 1);
  expect(process({ 'session.id': 'explicit' }, CONTEXT)).toEqual({ 'session.id': 'explicit' });
  sessions.isFinal = false;
  expect(process({}, CONTEXT)).toEqual({});
});
