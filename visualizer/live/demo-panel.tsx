import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { policies as presets } from '../../src/policies/index.ts';
import { createDemoHost, type DemoCommand, type DemoWindow } from '../demo/demo-host.ts';
import * as simulated from '../simulate/state.ts';

interface Tab {
  readonly name: string;
  readonly isHidden: boolean;
  readonly isOffline: boolean;
}
const PACES = [
  ['real time', 1],
  ['1 min a second', 60],
  ['10 min a second', 600],
] as const;
const SLEEPS = [
  ['20 min', 1_200_000],
  ['1 h', 3_600_000],
  ['a night', 28_800_000],
] as const;

/** The demo's device; one for the life of the page. */
export function demoHost() {
  const holder = window as DemoWindow;
  holder.sessionchartDemo ??= createDemoHost(simulated.policies.peek()[0] ?? (presets[0] as (typeof presets)[number]));
  return holder.sessionchartDemo;
}

interface TabViewProps {
  readonly tab: Tab;
  readonly change: (tab: Tab) => void;
  readonly close: () => void;
}
function TabView({ tab, change, close }: TabViewProps) {
  const frame = useRef<HTMLIFrameElement>(null);
  const tell = (demo: DemoCommand) => frame.current?.contentWindow?.postMessage({ demo }, location.origin);
  return (
    <div class={`demo-tab${tab.isHidden ? ' is-hidden' : ''}`}>
      <div class="window-bar" role="group" aria-label={`What the system does to ${tab.name}`}>
        <span class="window-name">{tab.name.replace('Demo, t', 'T')}</span>
        <button
          type="button"
          class="chip"
          aria-pressed={tab.isHidden}
          onClick={() => {
            tell(tab.isHidden ? 'foreground' : 'background');
            change({ ...tab, isHidden: !tab.isHidden });
          }}
        >
          {tab.isHidden ? 'Bring back' : 'Hide'}
        </button>
        <button
          type="button"
          class="chip"
          aria-pressed={tab.isOffline}
          onClick={() => {
            tell(tab.isOffline ? 'online' : 'offline');
            change({ ...tab, isOffline: !tab.isOffline });
          }}
        >
          {tab.isOffline ? 'Go online' : 'Go offline'}
        </button>
        <button type="button" class="chip" onClick={() => tell('reload')}>
          Reload
        </button>
        <button
          type="button"
          class="chip"
          onClick={() => {
            tell('die');
            setTimeout(close, 50);
          }}
        >
          Crash
        </button>
        <button type="button" class="chip" onClick={close}>
          Close
        </button>
      </div>
      <iframe ref={frame} name={tab.name} title={`Demo app, ${tab.name}`} src={new URL('demo.html', location.href).pathname} />
    </div>
  );
}

/** The built-in app: the real engine in frames of this page, and a device that can be played. */
export function DemoPanel() {
  const host = demoHost();
  const tabs = useSignal<readonly Tab[]>([]);
  const pace = useSignal(host.speed);
  const policy = useSignal(host.policy.name);
  const open = () => {
    tabs.value = [...tabs.value, { name: `Demo, tab ${++host.tabs}`, isHidden: false, isOffline: false }];
  };
  useEffect(open, []);
  return (
    <section class="panel demo" aria-labelledby="demo-title">
      <div class="section-head">
        <h2 id="demo-title">Demo app</h2>
        <label class="field">
          <span>Policy</span>
          <select
            value={policy.value}
            onChange={({ currentTarget }) => {
              const chosen = [...simulated.policies.value, ...presets].find(({ name }) => name === currentTarget.value);
              if (!chosen) return;
              policy.value = chosen.name;
              host.policy = chosen;
              tabs.value = [];
              setTimeout(open, 50);
            }}
          >
            {[...new Set([...simulated.policies.value, ...presets].map(({ name }) => name))].map((name) => (
              <option value={name}>{name}</option>
            ))}
          </select>
        </label>
        <label class="field">
          <span>Clock</span>
          <select
            value={pace.value}
            onChange={({ currentTarget }) => {
              pace.value = Number(currentTarget.value);
              host.setSpeed(pace.value);
            }}
          >
            {PACES.map(([label, speed]) => (
              <option value={speed}>{label}</option>
            ))}
          </select>
        </label>
        <span class="pair">
          <span>Device sleeps</span>
          {SLEEPS.map(([label, ms]) => (
            <button type="button" class="chip" onClick={() => host.skip(ms)}>
              {label}
            </button>
          ))}
        </span>
        <button type="button" onClick={open} disabled={tabs.value.length > 3}>
          Open another tab
        </button>
      </div>
      <div class="demo-tabs">
        {tabs.value.map((tab) => (
          <TabView
            key={tab.name}
            tab={tab}
            change={(next) => {
              tabs.value = tabs.value.map((one) => (one.name === next.name ? next : one));
            }}
            close={() => {
              tabs.value = tabs.value.filter(({ name }) => name !== tab.name);
            }}
          />
        ))}
      </div>
    </section>
  );
}
