/** What the app or a store hands in may throw; the session goes on without it. @returns `null` where it threw */
export function attempt<T>(run: () => T, failed: (error: unknown) => void): T | null {
  try {
    return run();
  } catch (error) {
    failed(error);
    return null;
  }
}
