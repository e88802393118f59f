/** Sessions belong to the transaction service, which is made by the package's own factory. */
import { createServiceFactory } from '@elastic/apm-rum-core';

let factory;
globalThis.sdk = {
  start: () => {
    factory = createServiceFactory();
    factory.init();
    const config = factory.getService('ConfigService');
    config.setConfig({ serviceName: 'app', session: true, serverUrl: 'https://collector.example.com' });
    // As ApmBase.init of @elastic/apm-rum does.
    const session = config.getLocalConfig()?.session;
    if (session) config.setConfig({ session });
  },
  telemetry: () => factory.getService('TransactionService').startTransaction('page', 'page-load', { managed: true })?.end(),
  read: () => factory.getService('ConfigService').get('session')?.id ?? null,
};
