import { lazy, Suspense } from './shared/lazy.tsx';
import { type View, view } from './shared/view.ts';
import { SimulateView } from './simulate/simulate-view.tsx';

const TABS: readonly (readonly [View, string])[] = [
  ['simulate', 'Simulate'],
  ['live', 'Live'],
];
const LiveView = lazy(async () => (await import('./live/live-view.tsx')).LiveView);

function Logo() {
  return (
    <svg class="logo" width="26" height="26" viewBox="0 0 26 26" aria-hidden="true">
      <rect x="2" y="6" width="14" height="6" rx="3" />
      <rect x="8" y="14" width="16" height="6" rx="3" />
    </svg>
  );
}

/** The page: a head with two views. */
export function App({ notice }: { readonly notice: string | null }) {
  return (
    <>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <header class="page-head">
        <span class="wordmark">
          <Logo /> sessionchart
        </span>
        <nav aria-label="Views">
          {TABS.map(([id, title]) => (
            <button type="button" key={id} aria-current={view.value === id ? 'page' : undefined} onClick={() => (view.value = id)}>
              {title}
            </button>
          ))}
        </nav>
      </header>
      <main id="main">
        {notice && (
          <p class="failure" role="alert">
            {notice}
          </p>
        )}
        {view.value === 'simulate' ? <SimulateView /> : <Suspense of={LiveView} />}
      </main>
    </>
  );
}
