import { createSessionProvider, type Session, type SessionChange } from 'sessionchart';
import { webPlatform } from 'sessionchart/web';

/** Two minutes, so that nobody has to wait for half an hour to see a session end. */
const INACTIVITY_MS = 120_000;

const sessions = createSessionProvider({
  platform: webPlatform(),
  policy: {
    name: 'example',
    startOn: ['load', 'foreground', 'input', 'navigation'],
    extendOn: ['load', 'foreground', 'input', 'navigation'],
    endAfter: { inactivity: { ms: INACTIVITY_MS }, duration: { ms: 14_400_000 } },
    then: 'wait',
    scope: 'origin',
  },
});

const byId = (id: string) => document.getElementById(id) as HTMLElement;
const show = (id: string, text: string) => {
  byId(id).textContent = text;
};
const time = (atMs: number) => new Date(atMs).toLocaleTimeString();

function showSession(session: Session | null) {
  document.body.dataset.state = session?.state ?? 'idle';
  show('state', session?.state ?? 'idle');
  show('id', session?.id ?? 'no session');
  show('started', session ? time(session.startTimeMs) : '–');
  show('reason', session?.startReason ?? '–');
  show('ordinal', session ? String(session.ordinal) : '–');
  show('login', session?.metadata['user.id'] ? 'Log out' : 'Log in as Ada');
}

function showTimeLeft() {
  const leftMs = Math.max(0, sessions.deadlineMs - Date.now());
  const seconds = Math.ceil(leftMs / 1_000);
  show('left', Number.isFinite(seconds) && seconds > 0 ? `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}` : '–');
  byId('bar').style.width = `${Math.min(100, (leftMs / INACTIVITY_MS) * 100)}%`;
}

function addChange({ type, session, atMs }: SessionChange) {
  const line = document.createElement('li');
  const at = document.createElement('time');
  const what = document.createElement('span');
  const why = document.createElement('span');
  at.textContent = time(atMs);
  what.textContent = type;
  why.textContent = `${session.endReason ?? ''} ${session.id.slice(0, 8)}`.trim();
  line.append(at, what, why);
  byId('changes').prepend(line);
}

sessions.current$.subscribe(showSession);
sessions.session$.subscribe(addChange);
setInterval(showTimeLeft, 250);
showTimeLeft();

byId('end').addEventListener('click', () => sessions.end());
byId('login').addEventListener('click', () => {
  const isIn = sessions.getSession()?.metadata['user.id'] !== undefined;
  sessions.setMetadata({ 'user.id': isIn ? null : 'ada' });
});
