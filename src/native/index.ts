export { createNativeProvider, type NativeSessions } from './create-native-provider.ts';
export type { NativeHost } from './native-host.ts';
export type { NativeOptions } from './native-options.ts';
export type { TelemetryEvent } from './telemetry-event.ts';
export type { WebViews } from './web-views.ts';
