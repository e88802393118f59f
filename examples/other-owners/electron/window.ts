import { createRemoteSessions, reportInput } from 'sessionchart/remote';

export const sessions = createRemoteSessions();

window.addEventListener('message', ({ source, data, ports: [port] }) => {
  if (source === window && data === 'sessions' && port) sessions.connect(port);
});
reportInput(sessions);
