/** What of the telemetry of a session was delivered, so that a reader can tell whether it is complete. */
export type { SdkExporter, SdkExportResult, WatchedExporter } from './delivery-exporter.ts';
export { createDeliveryLedger, type DeliveryCounts, type DeliveryLedger, type DeliveryLedgerOptions } from './delivery-ledger.ts';
export type { SealedSession } from './delivery-sealed.ts';
export type { LedgerClock } from './ledger-clock.ts';
