import { createRemoteSessions, reportInput, type SessionPort } from 'sessionchart/remote';

/** What the shell puts into the page: on Android `addWebMessageListener` makes it so; on iOS a user script of a few lines does. */
interface Shell {
  postMessage(text: string): void;
  onmessage: ((event: { readonly data: string }) => void) | null;
}

/** A bridge carries texts. */
function shellPort(shell: Shell): SessionPort {
  const port = { postMessage: (message: unknown) => shell.postMessage(JSON.stringify(message)), onmessage: undefined as unknown };
  shell.onmessage = ({ data }) => {
    if (typeof port.onmessage === 'function') port.onmessage({ data: JSON.parse(data) });
  };
  return port;
}

const { sessionShell } = globalThis as unknown as { readonly sessionShell: Shell };
export const sessions = createRemoteSessions(shellPort(sessionShell));
reportInput(sessions);
