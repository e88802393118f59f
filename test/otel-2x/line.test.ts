import { describe } from 'vitest';
import { describeLine } from '../otel/line-suite.ts';

describe('OpenTelemetry JS 2.x', () => describeLine('otel-2x'));
