/** What all contexts in one JavaScript runtime share, whichever copy of this library they came with. */
interface Shared {
  /** Differs from one start of the app to the next. */
  readonly processId: string;
  contexts: number;
  /** The update under way, by the name of what it changes. */
  readonly queues: Map<string, Promise<unknown>>;
  /** Who has a scope open, and hears of its writes. */
  readonly members: Map<string, Set<Member>>;
}
interface Member {
  readonly contextId: string;
  onForeignWrite(): void;
}

const SHARED = Symbol.for('sessionchart.mobile.runtime.1');
const slots = globalThis as { [SHARED]?: Shared };

function shared(): Shared {
  slots[SHARED] ??= { processId: randomName(), contexts: 0, queues: new Map(), members: new Map() };
  return slots[SHARED];
}

/** Not secret, so it need not be random where `crypto` is missing. */
const randomName = () =>
  Math.floor(Math.random() * 2 ** 48)
    .toString(16)
    .padStart(12, '0');

/** The name of a new context: the process it lives in and a number, so that nobody takes it for one of an earlier start. */
export function createContextId(): string {
  const runtime = shared();
  return `${runtime.processId}-${++runtime.contexts}`;
}

/** Runs one after the other what bears the same name. A storage of keys and values has no transaction that could do it. */
export function inTurn<T>(name: string, run: () => Promise<T>): Promise<T> {
  const { queues } = shared();
  const ran = (queues.get(name) ?? Promise.resolve()).then(run);
  const settled = ran.catch(() => {});
  queues.set(name, settled);
  return ran;
}

/** Lives in this runtime until stopped; what a killed process had open is gone with it. @returns stop */
export function joinScope(scope: string, member: Member): () => void {
  const members = membersOf(scope);
  members.add(member);
  return () => members.delete(member);
}

export function tellOthers(scope: string, contextId: string): void {
  for (const member of [...membersOf(scope)]) if (member.contextId !== contextId) member.onForeignWrite();
}

export const contextsIn = (scope: string): ReadonlySet<string> => new Set([...membersOf(scope)].map(({ contextId }) => contextId));

function membersOf(scope: string): Set<Member> {
  const { members } = shared();
  const found = members.get(scope) ?? new Set();
  members.set(scope, found);
  return found;
}
