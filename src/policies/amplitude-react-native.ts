import type { SessionPolicy } from '../../machines/policy.ts';

/** Sessions of the Amplitude SDK for React Native: five minutes in the background. */
export const amplitudeReactNative = {
  name: 'amplitude-react-native',
  startOn: ['load', 'foreground', 'telemetry'],
  extendOn: ['telemetry', 'background'],
  endAfter: { inactivity: { ms: 300_000, while: 'background' } },
  then: 'wait',
  lingerMs: null,
  scope: 'app',
  idFormat: 'epoch-ms',
} as const satisfies SessionPolicy;

const FROM = '@amplitude/analytics-react-native 1.10.0, lib/module/react-native-client.js';

export const amplitudeReactNativeSources = {
  startOn: `${FROM}: on init, on entering the foreground, and with events in the background`,
  extendOn: `${FROM}: each event, and entering the background, note the time`,
  'endAfter.inactivity.ms': `${FROM}: minTimeBetweenSessionsMillis = 5 minutes, compared with >=`,
  'endAfter.inactivity.while': `${FROM}: within a foreground there is no limit`,
  then: `${FROM}: judged when something happens`,
  lingerMs: `${FROM}: the id stays until the next`,
  scope: `${FROM}: AsyncStorage, or memory`,
  idFormat: `${FROM}: Date.now() is the id`,
} as const;
