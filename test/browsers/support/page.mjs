/** Looking into the tests' page, and making it do things. */

/** @typedef {import('puppeteer-core').Page} Page */
/**
 * @typedef {{
 *   story: string[], ids: string[], triggers: string[], warnings: string[], firstId: string | null, id: string | null,
 *   state: string | null, isFinal: boolean, createdMs: number, finalMs: number, metadata: Record<string, unknown>,
 * }} Seen
 */

/**
 * @param {Page} page
 * @returns {Promise<Seen>} what its provider has told, and what it says now
 */
export function look(page) {
  return page.evaluate(() => {
    const { app } = /** @type {any} */ (globalThis);
    const session = app.sessions.getSession();
    return {
      story: app.story(),
      ids: app.changes.map((/** @type {{ session: { id: string } }} */ { session: { id } }) => id),
      triggers: app.triggers,
      warnings: app.warnings,
      firstId: app.firstId,
      id: session?.id ?? null,
      state: session?.state ?? null,
      isFinal: app.sessions.isFinal,
      createdMs: app.timing.createdMs,
      finalMs: app.timing.finalMs,
      metadata: session?.metadata ?? {},
    };
  });
}

/**
 * Looks until the page shows what is waited for, ten seconds at the most unless told otherwise.
 *
 * @param {Page} page
 * @param {(seen: Seen) => boolean} test
 * @param {number} [withinMs]
 */
export async function lookUntil(page, test, withinMs = 10_000) {
  const endMs = performance.now() + withinMs;
  for (;;) {
    const seen = await look(page);
    if (test(seen) || performance.now() > endMs) return seen;
    await pause(50);
  }
}

export const pause = (/** @type {number} */ ms) => new Promise((resolve) => setTimeout(resolve, ms));
