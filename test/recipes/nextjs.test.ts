/** Parts of the Next.js recipe that run without Next.js; `npm run e2e:recipes` has the whole. */
import { createRequire } from 'node:module';
import { pathToFileURL } from 'node:url';
import { defaultTextMapGetter, propagation, ROOT_CONTEXT, type TextMapPropagator } from '@opentelemetry/api';
import fc from 'fast-check';
import { beforeAll, expect, it } from 'vitest';
import { importRecipe, RECIPES } from './support/recipe-pages.ts';

interface CookieRecipe {
  readonly sessionCookiePropagator: TextMapPropagator;
}

let recipe: CookieRecipe;
beforeAll(async () => {
  recipe = await importRecipe<CookieRecipe>('nextjs/session-cookie.ts');
}, 180_000);

const extracted = (cookie: string | undefined, context = ROOT_CONTEXT) =>
  propagation.getBaggage(recipe.sessionCookiePropagator.extract(context, { cookie }, defaultTextMapGetter))?.getEntry('session.id')?.value;

it('renders a client component on the server without a session', async () => {
  const { SessionBadge } = await importRecipe<{ SessionBadge: () => never }>('nextjs/app/session-badge.tsx');
  const load = async (name: string) => import(pathToFileURL(createRequire(`${RECIPES}/nextjs/app/page.tsx`).resolve(name)).href);
  const [{ renderToString }, { createElement }] = [await load('react-dom/server'), await load('react')];
  expect(renderToString(createElement(SessionBadge))).toBe('<output id="in-browser">none yet</output>');
});

it('takes the session from the cookie, wherever it stands among others', () => {
  expect(extracted('session_id=f00-1')).toBe('f00-1');
  expect(extracted('theme=dark; session_id=f00-1; my_session_id=no')).toBe('f00-1');
  expect(extracted('my_session_id=no')).toBe(undefined);
  expect(extracted(undefined)).toBe(undefined);
});

it('lets baggage of the caller stand', () => {
  const baggage = propagation.createBaggage({ 'session.id': { value: 'theirs' } });
  expect(extracted('session_id=ours', propagation.setBaggage(ROOT_CONTEXT, baggage))).toBe('theirs');
});

it('takes nothing for an id that is none', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      expect(extracted(`session_id=${text}`) ?? 'none').toMatch(/^[\w-]{1,128}$/);
    }),
  );
});
