import { InMemoryProvider, OpenFeature } from '@openfeature/web-sdk';
import { logs } from '@opentelemetry/api';
import { sessions } from 'sessionchart/api';
import { createExposureHook } from './exposure-hook.ts';

OpenFeature.addHooks(createExposureHook(sessions, logs.getLogger('feature-flags')));
await OpenFeature.setProviderAndWait(
  new InMemoryProvider({
    checkout: { disabled: false, variants: { old: 'old', new: 'new' }, defaultVariant: 'new' },
  }),
);
export const flags = OpenFeature.getClient();
