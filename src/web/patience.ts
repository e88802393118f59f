const SECOND_MS = 1_000;
/** A storage that hangs is given up after so many; with 40 tabs at once an answer takes more than one. */
const SECONDS = 10;

/**
 * Gives up on what does not answer for ten seconds in which the page was awake. A page that wakes up finds its timers due
 * before it hears what came meanwhile, so the seconds are counted one by one.
 *
 * @returns cancel
 */
export function loseHope(giveUp: () => void): () => void {
  let left = SECONDS;
  const count = () => {
    left--;
    if (left === 0) giveUp();
    else timer = setTimeout(count, SECOND_MS);
  };
  let timer = setTimeout(count, SECOND_MS);
  return () => clearTimeout(timer);
}
