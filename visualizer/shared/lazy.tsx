import type { ComponentType } from 'preact';
import { useEffect, useState } from 'preact/hooks';

type Load = () => Promise<ComponentType>;

/** A component that is fetched when it is first shown. */
export function lazy(load: Load): Load {
  let loading: Promise<ComponentType> | null = null;
  return () => {
    loading ??= load();
    return loading;
  };
}

export function Suspense({ of }: { readonly of: Load }) {
  const [Loaded, setLoaded] = useState<ComponentType | null>(null);
  useEffect(() => {
    of().then((component) => setLoaded(() => component));
  }, [of]);
  return Loaded ? <Loaded /> : <p class="quiet">Loading…</p>;
}
