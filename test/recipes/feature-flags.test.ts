/** OpenFeature's real client evaluates, OpenTelemetry's real SDK records. */
import { beforeAll, expect, it } from 'vitest';
import type { Sessions } from '../../src/index.ts';
import type { SdkLogRecordProcessor } from '../../src/otel/index.ts';
import { importPackage, importRecipe } from './support/recipe-pages.ts';

/** What the test uses of each. */
interface FlagClient {
  getStringValue(key: string, otherwise: string): string;
  getBooleanValue(key: string, otherwise: boolean): boolean;
}
interface LogRecord {
  readonly eventName?: string;
  readonly attributes: Readonly<Record<string, unknown>>;
}
interface SdkLogs {
  readonly InMemoryLogRecordExporter: new () => { getFinishedLogRecords(): readonly LogRecord[] };
  readonly SimpleLogRecordProcessor: new (options: object) => SdkLogRecordProcessor;
  readonly LoggerProvider: new (options: object) => object;
}

let records: () => readonly LogRecord[];
let sessions: Sessions;
let flags: FlagClient;

beforeAll(async () => {
  const { createSessionProvider } = await importPackage<typeof import('../../src/index.ts')>('sessionchart');
  const { createSessionLogRecordProcessor } = await importPackage<typeof import('../../src/otel/index.ts')>('sessionchart/otel');
  const { registerSessionProvider } = await importPackage<typeof import('../../src/api/index.ts')>('sessionchart/api');
  const { logs } = await importPackage<{ logs: { setGlobalLoggerProvider(provider: object): void } }>('@opentelemetry/api');
  const sdk = await importPackage<SdkLogs>('@opentelemetry/sdk-logs');
  const exporter = new sdk.InMemoryLogRecordExporter();
  records = () => exporter.getFinishedLogRecords();
  sessions = createSessionProvider();
  registerSessionProvider(sessions);
  const next = new sdk.SimpleLogRecordProcessor({ exporter });
  logs.setGlobalLoggerProvider(new sdk.LoggerProvider({ processors: [createSessionLogRecordProcessor(sessions, { next })] }));
  ({ flags } = await importRecipe<{ flags: FlagClient }>('feature-flags/app.ts'));
  await new Promise<void>((resolve) => sessions.whenFinal(resolve));
}, 180_000);

it('tells each flag and variant once a session', async () => {
  const first = sessions.getSessionId();
  const values = [1, 2, 3].map(() => flags.getStringValue('checkout', 'old'));
  flags.getBooleanValue('no-such-flag', false);
  flags.getBooleanValue('no-such-flag', false);
  sessions.end();
  sessions.notify('input.click');
  const second = sessions.getSessionId();
  flags.getStringValue('checkout', 'old');
  flags.getStringValue('checkout', 'old');
  await new Promise<void>((resolve) => sessions.whenFinal(resolve));

  expect(values).toEqual(['new', 'new', 'new']);
  const told = records().map(({ eventName, attributes }) => [
    eventName,
    attributes['session.id'],
    attributes['feature_flag.key'],
    attributes['feature_flag.result.variant'],
    attributes['feature_flag.result.reason'],
    attributes['error.type'],
  ]);
  expect(told).toEqual([
    ['feature_flag.evaluation', first, 'checkout', 'new', 'static', undefined],
    ['feature_flag.evaluation', first, 'no-such-flag', undefined, 'error', 'flag_not_found'],
    ['feature_flag.evaluation', second, 'checkout', 'new', 'static', undefined],
  ]);
  expect(first).not.toBe(second);
});
