import './style/base.css';
import './style/simulate.css';
import './style/live.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { nextTask } from './shared/staged.tsx';
import { restore } from './shared/url-state.ts';
import { view } from './shared/view.ts';
import { startSimulating } from './simulate/client.ts';
import { acceptDrops } from './simulate/file-drop.ts';

const hash = location.hash.slice(1);
if (hash === 'live' || window.opener || window.parent !== window) view.value = 'live';
const notice = await restore(hash);
// The worker counts while the page is drawn.
startSimulating();
acceptDrops();
await nextTask();
const root = document.getElementById('app');
if (root) render(<App notice={notice} />, root);
