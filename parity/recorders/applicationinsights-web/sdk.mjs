import { ApplicationInsights } from '@microsoft/applicationinsights-web';

let insights;
globalThis.sdk = {
  start: ({ options }) => {
    insights = new ApplicationInsights({ config: { instrumentationKey: '00000000-0000-0000-0000-000000000001', ...options.config } });
    insights.loadAppInsights();
  },
  telemetry: () => insights.trackEvent({ name: 'item' }),
  read: () => insights.context?.sessionManager?.automaticSession?.id ?? null,
};
