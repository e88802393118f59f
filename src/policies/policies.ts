import type { SessionPolicy } from '../../machines/policy.ts';
import { amplitudeReactNative } from './amplitude-react-native.ts';
import { amplitudeWeb } from './amplitude-web.ts';
import { applicationInsightsWeb } from './application-insights-web.ts';
import { bugsnagAndroid } from './bugsnag-android.ts';
import { bugsnagWeb } from './bugsnag-web.ts';
import { countlyWeb } from './countly-web.ts';
import { datadogAndroid } from './datadog-android.ts';
import { datadogBrowser } from './datadog-browser.ts';
import { datadogIos } from './datadog-ios.ts';
import { defaultPolicy } from './default.ts';
import { elasticWeb } from './elastic-web.ts';
import { embraceAndroid } from './embrace-android.ts';
import { embraceApple } from './embrace-apple.ts';
import { embraceWeb } from './embrace-web.ts';
import { faroWeb } from './faro-web.ts';
import { firebaseAndroid } from './firebase-android.ts';
import { ga4 } from './ga4.ts';
import { highlightWeb } from './highlight-web.ts';
import { honeycombWeb } from './honeycomb-web.ts';
import { hyperdxWeb } from './hyperdx-web.ts';
import { logrocket } from './logrocket.ts';
import { matomo } from './matomo.ts';
import { mixpanelReplayWeb } from './mixpanel-replay-web.ts';
import { newRelicBrowser } from './new-relic-browser.ts';
import { otelAndroid } from './otel-android.ts';
import { otelSwift } from './otel-swift.ts';
import { otelWeb } from './otel-web.ts';
import { posthogWeb } from './posthog-web.ts';
import { raygunWeb } from './raygun-web.ts';
import { rudderstackWeb } from './rudderstack-web.ts';
import { sentryAndroid } from './sentry-android.ts';
import { sentryReplayWeb } from './sentry-replay-web.ts';
import { sentryWeb } from './sentry-web.ts';
import { snowplowWeb } from './snowplow-web.ts';
import { splunkWeb } from './splunk-web.ts';

/** All presets, for those who choose at run time; who imports a single one does not ship the others. */
export const policies: readonly SessionPolicy[] = [
  defaultPolicy,
  otelWeb,
  otelAndroid,
  otelSwift,
  amplitudeReactNative,
  amplitudeWeb,
  applicationInsightsWeb,
  bugsnagAndroid,
  bugsnagWeb,
  countlyWeb,
  datadogAndroid,
  datadogBrowser,
  datadogIos,
  elasticWeb,
  embraceAndroid,
  embraceApple,
  embraceWeb,
  faroWeb,
  firebaseAndroid,
  ga4,
  highlightWeb,
  honeycombWeb,
  hyperdxWeb,
  logrocket,
  matomo,
  mixpanelReplayWeb,
  newRelicBrowser,
  posthogWeb,
  raygunWeb,
  rudderstackWeb,
  sentryAndroid,
  sentryReplayWeb,
  sentryWeb,
  snowplowWeb,
  splunkWeb,
];

/** @returns the preset of that `name`, `undefined` where there is none. */
export const policyByName = (name: string): SessionPolicy | undefined => policies.find((policy) => policy.name === name);
