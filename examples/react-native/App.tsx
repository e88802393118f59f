import { useEffect, useState } from 'react';
import { Button, FlatList, StyleSheet, Text, View } from 'react-native';
import type { LiveSession, SessionChange } from 'sessionchart';
import { useSession } from 'sessionchart/react';
import { sessions, tracing } from './telemetry.ts';

const whole = (session: LiveSession | null) => session;
const tracer = tracing.getTracer('example');

/** One screen that shows the session, live. A touch anywhere is activity. */
export function App() {
  const session = useSession(whole, sessions);
  const changes = useChanges();
  return (
    <View style={styles.screen} onTouchStart={() => sessions.notify('input.touch')}>
      <Text style={styles.title}>{session ? session.state : 'no session'}</Text>
      <Text style={styles.id}>{session?.id ?? 'Touch the screen to start one.'}</Text>
      {session && <Facts session={session} />}
      <View style={styles.buttons}>
        <Button title="A span" onPress={() => tracer.startSpan('tap').end()} />
        <Button title="End the session" onPress={() => sessions.end()} />
      </View>
      <FlatList data={changes} keyExtractor={(_, index) => String(index)} renderItem={({ item }) => <Change change={item} />} />
    </View>
  );
}

function Facts({ session }: { readonly session: LiveSession }) {
  const nowMs = useNow();
  const facts = [
    `started ${ago(nowMs - session.startTimeMs)} ago by ${session.startReason}`,
    `last activity ${ago(nowMs - session.lastActivityTimeMs)} ago`,
    `over in ${ago(sessions.deadlineMs - nowMs)} if nothing more happens`,
    `network ${String(session.metadata['network.connection.type'] ?? 'unknown')}`,
    `${session.telemetry.traces} spans, ${session.telemetry.logs} log records`,
  ];
  return facts.map((fact) => <Text key={fact}>{fact}</Text>);
}

function Change({ change: { type, session, atMs } }: { readonly change: SessionChange }) {
  const time = new Date(atMs).toISOString().slice(11, 19);
  return <Text style={styles.change}>{`${time}  ${type}  ${session.id.slice(0, 8)}  ${session.endReason ?? ''}`}</Text>;
}

/** The latest first, fifty at the most. */
function useChanges(): readonly SessionChange[] {
  const [changes, setChanges] = useState<readonly SessionChange[]>([]);
  useEffect(() => sessions.subscribe((change) => setChanges((before) => [change, ...before].slice(0, 50))), []);
  return changes;
}

function useNow(): number {
  const [nowMs, setNowMs] = useState(Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, []);
  return nowMs;
}

function ago(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1_000));
  return seconds < 60 ? `${seconds} s` : `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}

const styles = StyleSheet.create({
  screen: { flex: 1, padding: 16, paddingTop: 64, gap: 8 },
  title: { fontSize: 32, fontWeight: '600' },
  id: { fontFamily: 'monospace' },
  buttons: { flexDirection: 'row', gap: 16, marginVertical: 16 },
  change: { fontFamily: 'monospace', fontSize: 12 },
});
