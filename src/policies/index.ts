export { datadogBrowser, datadogBrowserSources } from './datadog-browser.ts';
export { defaultPolicy, defaultPolicySources } from './default.ts';
export { faroWeb, faroWebSources } from './faro-web.ts';
export { ga4, ga4Sources } from './ga4.ts';
export { otelAndroid, otelAndroidSources } from './otel-android.ts';
export { otelSwift, otelSwiftSources } from './otel-swift.ts';
export { otelWeb, otelWebSources } from './otel-web.ts';
export { policies, policyByName } from './policies.ts';
