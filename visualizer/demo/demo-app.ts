import './demo.css';
import { createSessionProvider, type Platform, type Trigger } from '../../src/index.ts';
import { createSessionInspector } from '../../src/inspect/index.ts';
import { webPlatform } from '../../src/web/index.ts';
import { createDemoClock } from './demo-clock.ts';
import type { DemoCommand, DemoWindow } from './demo-host.ts';

const host = (window.parent as DemoWindow).sessionchartDemo;
const REPORTED: readonly DemoCommand[] = ['background', 'foreground', 'offline', 'online'];

/** The real platform of a page, on the demo's clock, with an operating system that can be played. */
function demoPlatform(): Platform {
  const web = webPlatform();
  return {
    ...(web.contextId !== undefined && { contextId: web.contextId }),
    watch(report, platformHost) {
      let isDead = false;
      const tell = (trigger: Trigger) => {
        if (!isDead) report(trigger);
      };
      const stop = web.watch?.(tell, {
        ...platformHost,
        save: () => isDead || platformHost.save(),
        finalize: () => isDead || platformHost.finalize(),
      });
      const hear = ({ source, origin, data }: MessageEvent) => {
        if (source !== window.parent || origin !== location.origin) return;
        const command = data?.demo as DemoCommand | undefined;
        if (command === 'die') isDead = true;
        else if (command === 'reload') location.reload();
        else if (command && REPORTED.includes(command)) tell(command as Trigger);
      };
      addEventListener('message', hear);
      return () => {
        removeEventListener('message', hear);
        stop?.();
      };
    },
  };
}

if (host) {
  const name = window.name || 'Demo';
  const inspector = createSessionInspector({ window: window.parent, origin: location.origin, name, now: host.now });
  window.parent.postMessage({ type: 'sessionchart.hello' }, location.origin);
  const sessions = createSessionProvider({
    policy: host.policy,
    clock: createDemoClock(host),
    store: host.store,
    inspect: inspector.inspect,
    platform: inspector.watched(demoPlatform()),
  });
  inspector.follow(sessions);
  addEventListener('pagehide', () => inspector.stop());

  const acts: Readonly<Record<string, () => void>> = {
    article: () => history.pushState(null, '', `#${Date.now() % 1_000}`),
    trace: () => sessions.stamp('traces'),
    ada: () => sessions.setMetadata({ 'user.id': 'ada' }),
    out: () => sessions.setMetadata({ 'user.id': null }),
    end: () => sessions.end(),
  };
  document.addEventListener('click', ({ target }) => acts[(target as HTMLElement).dataset.act ?? '']?.());
  const shown = document.getElementById('session');
  sessions.current$.subscribe((session) => {
    if (shown) shown.textContent = session ? `session ${session.id.slice(0, 8)}` : 'no session';
  });
}
