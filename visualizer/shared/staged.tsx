import { type ComponentChildren, toChildArray } from 'preact';
import { useEffect, useState } from 'preact/hooks';

/** Resolves in a task of its own, so that what waits for the browser comes first. */
export const nextTask = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

/** Mounts its children one after the other, each in a task of its own, so that the page never stands still for long. */
export function Staged({ children }: { readonly children: ComponentChildren }) {
  const all = toChildArray(children);
  const [mounted, setMounted] = useState(1);
  useEffect(() => {
    if (mounted < all.length) setMounted(mounted + 1);
  }, [mounted, all.length]);
  return <>{all.slice(0, mounted)}</>;
}
