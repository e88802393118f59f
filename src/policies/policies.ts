import type { SessionPolicy } from '../../machines/policy.ts';
import { datadogBrowser } from './datadog-browser.ts';
import { defaultPolicy } from './default.ts';
import { faroWeb } from './faro-web.ts';
import { ga4 } from './ga4.ts';
import { otelAndroid } from './otel-android.ts';
import { otelSwift } from './otel-swift.ts';
import { otelWeb } from './otel-web.ts';

/** All presets, for those who choose at run time; who imports a single one does not ship the others. */
export const policies: readonly SessionPolicy[] = [defaultPolicy, otelWeb, otelAndroid, otelSwift, datadogBrowser, faroWeb, ga4];

/** @returns the preset of that `name`, `undefined` where there is none. */
export const policyByName = (name: string): SessionPolicy | undefined => policies.find((policy) => policy.name === name);
