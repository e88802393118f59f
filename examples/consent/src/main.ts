import { createSessionProvider } from 'sessionchart';
import { withConsent } from 'sessionchart/consent';
import { webPlatform } from 'sessionchart/web';

/** The app remembers the answer, not the library; a consent manager would. */
const ANSWER = 'example.answer';
const consent = withConsent(webPlatform(), { granted: localStorage.getItem(ANSWER) === 'yes' });
const sessions = createSessionProvider({ platform: consent.platform });
if (localStorage.getItem(ANSWER) === 'no') void consent.revokeConsent();

const byId = (id: string) => document.getElementById(id) as HTMLElement;
const show = (id: string, text: string) => {
  byId(id).textContent = text;
};

async function showAll() {
  const session = sessions.getSession();
  show('consent', consent.state);
  show('session', session ? `${session.id}${session.endReason ? ', ended' : ''}` : 'none');
  show('previous', session?.previousId ?? 'none');
  show('user', session?.metadata['user.id'] ? `${session.metadata['user.id']}, authenticated` : 'nobody');
  const databases = (await indexedDB.databases()).map(({ name }) => name ?? '');
  const keys = [...databases, ...Object.keys(localStorage)].filter((name) => name.startsWith('sessionchart'));
  show('stored', keys.join(', ') || 'nothing');
}

byId('grant').onclick = () => {
  localStorage.setItem(ANSWER, 'yes');
  consent.grantConsent();
};
byId('revoke').onclick = () => {
  localStorage.setItem(ANSWER, 'no');
  void consent.revokeConsent();
};
byId('login').onclick = () => {
  sessions.end('app.login');
  sessions.setMetadata({ 'user.id': 'ada', 'user.authenticated': true });
  sessions.notify('input');
};
byId('logout').onclick = () => {
  sessions.end('app.logout', { link: false });
  sessions.notify('input');
};

consent.subscribe((state) => {
  // In another tab it was taken back.
  if (state === 'revoked') localStorage.setItem(ANSWER, 'no');
});
sessions.session$.subscribe(({ type, session }) => {
  const line = document.createElement('li');
  line.textContent = `${type} ${session.id.slice(0, 8)}${session.endReason ? ` ${session.endReason}` : ''}`;
  byId('changes').prepend(line);
});
setInterval(() => void showAll(), 250);
void showAll();
