/** Components that show the session, and count how often they render. */
import { createElement, Fragment } from 'react';
import { createRoot } from 'react-dom/client';
import { registerSessionProvider } from '../../../src/api/index.ts';
import { createSessionProvider } from '../../../src/index.ts';
import { useSession } from '../../../src/react/index.ts';
import { webPlatform } from '../../../src/web/index.ts';

/** @type {Record<string, number>} */
const renders = { whole: 0, id: 0, fields: 0, nested: 0 };

/** @param {{ name: keyof typeof renders, text: () => unknown }} props */
function Show({ name, text }) {
  const shown = text();
  renders[name] = (renders[name] ?? 0) + 1;
  return createElement('p', { id: name }, JSON.stringify(shown));
}

const root = document.createElement('main');
document.body.append(root);
createRoot(root).render(
  createElement(
    Fragment,
    null,
    createElement(Show, { name: 'whole', text: () => useSession()?.revision ?? null }),
    createElement(Show, { name: 'id', text: () => useSession((session) => session?.id ?? null) }),
    createElement(Show, { name: 'nested', text: () => useSession((session) => ({ plans: [session?.metadata.plan ?? null] })) }),
    createElement(Show, { name: 'fields', text: () => useSession((session) => ({ plan: session?.metadata.plan ?? null })) }),
  ),
);

/** After the components, as in an app that loads it lazily. */
function start() {
  const sessions = createSessionProvider({ platform: webPlatform(), scope: 'react' });
  registerSessionProvider(sessions);
  Object.assign(window, { sessions });
}
Object.assign(window, { renders, start });
