export { type SessionSelector, useSession } from './use-session.ts';
