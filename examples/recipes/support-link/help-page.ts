import { sessions } from 'sessionchart/api';
import { supportLink } from './support-link.ts';

/** `<button id="copy-link">Copy a link for support</button> <output id="session-id"></output>` */
export function showSession(): void {
  const shown = document.querySelector('#session-id');
  const show = () => {
    if (shown) shown.textContent = sessions.getSessionId() ?? 'none';
  };
  show();
  sessions.subscribe(show);
  document.querySelector('#copy-link')?.addEventListener('click', () => {
    void navigator.clipboard.writeText(supportLink(sessions, 'https://help.example.com/case'));
  });
}
