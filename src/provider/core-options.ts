import type { SessionInput } from '../../machines/context.ts';
import type { SessionPolicy } from '../../machines/policy.ts';
import type { Diagnostics } from './diagnostics.ts';
import type { Clock, Platform, SessionStore } from './platform.ts';
import type { Retention } from './retain.ts';

export interface CoreOptions {
  readonly policy: SessionPolicy;
  readonly platform?: Platform;
  readonly clock?: Clock;
  readonly store?: SessionStore;
  /** Makes ids; one that throws is replaced by the policy's own form. */
  readonly generateId?: (atMs: number) => string;
  /** Name of the scope; providers with different names have sessions side by side. Default `default`. */
  readonly scope?: string;
  /** Attributes that a session beginning at this instant keeps for life. */
  readonly attributes?: SessionInput['attributes'];
  /** Whether the app crashed the last time, as its crash reporter knows. A promise is waited for, five seconds at the most. */
  readonly didCrash?: () => boolean | Promise<boolean>;
  /** Version of the app, for session events that a later version sends for this one. */
  readonly appVersion?: string;
  readonly retention?: Retention;
  /** Where warnings go. Default: OpenTelemetry's `diag`. */
  readonly diagnostics?: Diagnostics;
}
