export { type Consent, type ConsentOptions, type ConsentState, withConsent } from './with-consent.ts';
