import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { SessionPolicy } from '../../machines/policy.ts';
import { createSessionProvider } from '../../src/full/create-session-provider.ts';
import { createRemoteSessions, shareSessions } from '../../src/remote/index.ts';
import type { StateMessage } from '../../src/remote/protocol.ts';
import { policies } from '../support/arbitrary.ts';
import { createManualClock, settle } from '../support/manual-clock.ts';
import { createSlowChannel } from './fake-channel.ts';

const trigger = fc.constantFrom('input.click', 'navigation', 'background', 'foreground', 'app.thing', 'focus', 'heartbeat', 'load');
const step = fc.oneof(
  fc.record({ do: fc.constantFrom('owner', 'remote'), trigger }),
  fc.record({ do: fc.constantFrom('stamp', 'end', 'metadata', 'ownerEnds', 'connect', 'cut') }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('wait'), ms: fc.constantFrom(1, 99, 1_000, 60_000, 7 * 60_000, 31 * 60_000) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('deliver'), channel: fc.nat(2), count: fc.integer({ min: 1, max: 4 }) }) },
);

/** An owner with up to three channels to one remote end, as a shared worker has them. */
function play(policy: SessionPolicy) {
  const clock = createManualClock();
  const { lingerMs: _, ...told } = policy;
  const owner = createSessionProvider({ policy: { ...told, scope: 'page' }, clock });
  const remote = createRemoteSessions(null, { clock });
  const channels: ReturnType<typeof createSlowChannel>[] = [];
  const connect = () => {
    const channel = createSlowChannel();
    shareSessions(owner, channel.owner, { clock });
    remote.connect(channel.remote);
    channels.push(channel);
  };
  connect();
  const story: string[] = [];
  remote.subscribe(({ type, session }) => {
    if (type === 'started' || type === 'resumed' || type === 'ended') story.push(`${type === 'ended' ? 'ended' : 'began'} ${session.id}`);
  });
  /** Every deadline that the remote end was told for the id. */
  const untilMs = (id: string) => {
    const states = channels.flatMap(({ heard }) => heard as StateMessage[]).filter(({ session }) => session?.id === id);
    return Math.max(-Infinity, ...states.map((state) => state.untilMs ?? Infinity));
  };
  const deliverAll = async () => {
    for (let i = 0; i < 20; i++) {
      await settle();
      const any = channels.map((channel) => channel.deliver());
      if (!any.includes(true)) return;
    }
  };
  return { clock, owner, remote, channels, connect, story, untilMs, deliverAll };
}

it('never names a session past a deadline that it was told, tells each once, and agrees with the owner when all has arrived', async () => {
  await fc.assert(
    fc.asyncProperty(policies, fc.array(step, { minLength: 5, maxLength: 40 }), async (policy, steps) => {
      const { clock, owner, remote, channels, connect, story, untilMs, deliverAll } = play(policy);
      for (const one of steps as readonly Step[]) {
        if (one.do === 'owner') owner.notify(one.trigger as 'load');
        else if (one.do === 'remote') remote.notify(one.trigger as 'load');
        else if (one.do === 'stamp') remote.stamp('traces');
        else if (one.do === 'end') remote.end('app.remote');
        else if (one.do === 'ownerEnds') owner.end();
        else if (one.do === 'metadata') remote.setMetadata({ at: clock.now() });
        else if (one.do === 'connect' && channels.length < 3) connect();
        else if (one.do === 'cut') channels[0]?.cut();
        else if (one.do === 'wait') await clock.advance(one.ms ?? 0);
        else if (one.do === 'deliver') channels[(one.channel ?? 0) % channels.length]?.deliver(one.count);
        await settle();
        const id = remote.getSessionId();
        if (id !== null) expect(untilMs(id)).toBeGreaterThan(clock.now());
      }
      connect();
      await deliverAll();
      await clock.advance(100);
      await deliverAll();
      const session = owner.getSession();
      expect(remote.getSessionId()).toBe(session?.endTimeMs === null ? session.id : null);
      expect(new Set(story).size).toBe(story.length);
      for (const line of story.filter((text) => text.startsWith('ended'))) {
        expect(story.indexOf(line)).toBeGreaterThan(story.indexOf(line.replace('ended', 'began')));
      }
    }),
    { numRuns: 300 },
  );
});

interface Step {
  readonly do: string;
  readonly trigger?: string;
  readonly ms?: number;
  readonly channel?: number;
  readonly count?: number;
}
