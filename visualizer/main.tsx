import './style/base.css';
import './style/simulate.css';
import './style/live.css';
import { render } from 'preact';
import { App } from './app.tsx';
import { restore } from './shared/url-state.ts';
import { view } from './shared/view.ts';
import { startSimulating } from './simulate/client.ts';

const hash = location.hash.slice(1);
if (hash === 'live' || window.opener || window.parent !== window) view.value = 'live';
const notice = await restore(hash);
startSimulating();
const root = document.getElementById('app');
if (root) render(<App notice={notice} />, root);
