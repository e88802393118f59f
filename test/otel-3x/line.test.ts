import { describe } from 'vitest';
import { describeLine } from '../otel/line-suite.ts';

describe('OpenTelemetry JS 3.x', () => describeLine('otel-3x'));
