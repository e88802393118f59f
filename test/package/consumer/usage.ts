/** What a stranger's first file does. Compiled and run inside a project that installed the packed tarball, never from here. */
import { createSessionProvider, type SessionChange } from 'sessionchart';

const sessions = createSessionProvider();
const seen: SessionChange['type'][] = [];
sessions.session$.subscribe((change) => seen.push(change.type));
sessions.notify('load');
const id: string | undefined = sessions.getSession()?.id;
await sessions.shutdown();
console.log(JSON.stringify({ id, seen }));
