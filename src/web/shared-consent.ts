/** Two pages that are told of consent in one instant may both leave a mark: for so long another one means the same consent. */
const RACE_MS = 5_000;

/** Where all pages see one mark. */
export interface MarkPlace {
  /** May throw. */
  get(): string | null;
  set(mark: string | null): void;
}

/** A person's consent, for pages that do not share their texts: a mark that is there as long as nobody took it back. */
export interface SharedConsent {
  /** The mark that is known here; `null` where there is no consent, or no place for a mark. */
  readonly mark: string | null;
  /** There is consent: leaves this mark where there is none yet. @returns whether there is one that all see */
  join(mark: string, onTakenBack: () => void): boolean;
  /** Whether nobody has taken it back, as far as that can be seen. */
  isThere(): boolean;
  /** As `isThere`, and tells, once, where it is not. */
  look(): boolean;
  /** The page goes to sleep, and will not hear of what happens: another mark will be another consent. */
  sleep(): void;
  /** This mark was seen to go. */
  gone(mark: string | null): void;
  /** Takes it back for all pages. @returns `false` where there is a later consent by now, which stays */
  leave(): boolean;
}

export function createSharedConsent({ get, set }: MarkPlace): SharedConsent {
  let known: string | null = null;
  /** The one that was known last, so that taking it back twice takes back no later one. */
  let last: string | null = null;
  let joinedMs = 0;
  let isOver = false;
  let tell = () => {};
  /** What cannot be read is not gone. */
  const see = () => {
    try {
      return get();
    } catch {
      return known;
    }
  };
  const forget = () => {
    last = known ?? last;
    known = null;
    isOver = true;
  };
  const lose = () => {
    forget();
    tell();
  };
  const shared: SharedConsent = {
    get mark() {
      return known;
    },
    join(mark, onTakenBack) {
      tell = onTakenBack;
      isOver = false;
      joinedMs = performance.now();
      if (see() === null) set(mark);
      known = see();
      return known !== null;
    },
    isThere() {
      if (known === null) return !isOver;
      const mark = see();
      if (mark !== null && performance.now() - joinedMs < RACE_MS) known = mark;
      return mark === known;
    },
    look() {
      const isThere = shared.isThere();
      if (!isThere && !isOver) lose();
      return isThere;
    },
    sleep() {
      joinedMs = -Infinity;
    },
    gone: (mark) => void (mark === null || mark !== known || lose()),
    leave() {
      shared.isThere();
      forget();
      const mark = see();
      const isOthers = mark !== null && last !== null && mark !== last;
      if (!isOthers) set(null);
      return !isOthers;
    },
  };
  return shared;
}
