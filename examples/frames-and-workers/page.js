import { createSessionProvider } from '/dist/lite.js';
import { shareWithFrames, shareWithWorker } from '/dist/remote.js';
import { webPlatform } from '/dist/web.js';

const sessions = createSessionProvider({ platform: webPlatform() });

// The frame is served by the same server under its other name, which makes it another origin.
const other = location.origin.replace('127.0.0.1', 'localhost');
shareWithFrames(sessions, { origins: [other] });
document.getElementById('frame').src = `${other}/frame.html?parent=${location.origin}`;

const worker = new Worker('/worker.js', { type: 'module' });
shareWithWorker(sessions, worker);

const show = (id, text) => {
  document.getElementById(id).textContent = text ?? 'none';
};
worker.onmessage = ({ data }) => show('worker', data);
document.getElementById('work').onclick = () => worker.postMessage('work');
document.getElementById('end').onclick = () => sessions.end();
setInterval(() => {
  const session = sessions.getSession();
  show('page', session?.id);
  show('left', `${Math.max(0, Math.round((sessions.deadlineMs - Date.now()) / 1_000))} s`);
  show('counted', String(session?.telemetry.total ?? 0));
}, 250);
