import { cookies } from 'next/headers';
import { SESSION_COOKIE } from '../session-cookie.ts';
import { OrderButton } from './order-button.tsx';
import { SessionBadge } from './session-badge.tsx';

/** A server component: it has no session of its own, and knows the browser's from the cookie. */
export default async function Page() {
  const id = (await cookies()).get(SESSION_COOKIE)?.value;
  return (
    <main>
      <p>
        On the server: <output id="on-server">{id ?? 'none yet'}</output>
      </p>
      <p>
        In the browser: <SessionBadge />
      </p>
      <OrderButton />
    </main>
  );
}
