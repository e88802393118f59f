import type { AppStateLike, NetInfoLike } from '../../src/react-native/index.ts';
import type { NetInfoStateLike } from '../../src/react-native/watch-net-info.ts';

type State = 'active' | 'inactive' | 'background' | 'unknown' | 'extension';

/** React Native's AppState as far as its contract goes; the real one runs in the mobile end-to-end run. */
export interface FakeAppState extends AppStateLike {
  become(state: State): void;
  emit(type: 'memoryWarning' | 'blur' | 'focus'): void;
  readonly listeners: number;
}

export function createAppState(initial: State | null): FakeAppState {
  const listeners = new Set<{ readonly type: string; readonly run: (state: string) => void }>();
  let currentState: State | null = initial;
  const tell = (type: string, state: string) => {
    for (const listener of [...listeners]) if (listener.type === type) listener.run(state);
  };
  return {
    isAvailable: true,
    get currentState() {
      return currentState;
    },
    get listeners() {
      return listeners.size;
    },
    addEventListener(type: string, run: (state: string) => void) {
      const listener = { type, run };
      listeners.add(listener);
      return { remove: () => listeners.delete(listener) };
    },
    become(state) {
      currentState = state;
      tell('change', state);
    },
    emit: (type) => tell(type, ''),
  };
}

export interface FakeNetInfo extends NetInfoLike {
  become(state: NetInfoStateLike): void;
}

export function createNetInfo(initial: NetInfoStateLike): FakeNetInfo {
  const listeners = new Set<(state: NetInfoStateLike) => void>();
  let state = initial;
  return {
    addEventListener(listener) {
      listeners.add(listener);
      listener(state);
      return () => listeners.delete(listener);
    },
    become(next) {
      state = next;
      for (const listener of listeners) listener(next);
    },
  };
}
