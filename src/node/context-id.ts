import { randomBytes } from 'node:crypto';

/** Names this process, or this part of it: the pid, for whoever reads along, and eight random characters. */
export const createContextId = (): string => `${process.pid}-${randomBytes(4).toString('hex')}`;
