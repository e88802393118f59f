import { checkEngine } from '../mobile/check-engine.ts';
import { createDeviceClock } from '../mobile/device-clock.ts';
import { createContextId } from '../mobile/runtime.ts';
import type { Platform } from '../provider/platform.ts';
import type { AppStateLike } from './app-state.ts';
import { type AsyncStorageLike, createStorageStore, isAsyncStorage, isMmkv, type MmkvLike } from './storage.ts';
import { watchAppState } from './watch-app-state.ts';
import { type NetInfoLike, watchNetInfo } from './watch-net-info.ts';

export interface ReactNativePlatformOptions {
  /** `import { AppState } from 'react-native'` */
  readonly AppState: AppStateLike;
  /** AsyncStorage, or an instance of MMKV, which has the session without waiting. */
  readonly storage: AsyncStorageLike | MmkvLike;
  /** `import NetInfo from '@react-native-community/netinfo'`, where the app has it. */
  readonly netInfo?: NetInfoLike;
  /** Such as that of `expo-crypto`, where the engine has no `crypto`. Default: `crypto.getRandomValues`, else `Math.random`, with a warning. */
  readonly getRandomValues?: (bytes: Uint8Array<ArrayBuffer>) => unknown;
}

const NO_CRYPTO =
  "there is no crypto.getRandomValues, so ids come from Math.random; import 'react-native-get-random-values' first or give getRandomValues";

/**
 * An app on React Native, iOS or Android: its triggers, and its sessions in the app's own storage. Touches are not reported,
 * since no API tells of them all: put `onTouchStart={() => sessions.notify('input.touch')}` on the root view.
 *
 * @returns a value for one provider
 * @throws TypeError naming an option that is not what was expected; Error naming what the engine lacks.
 */
export function reactNativePlatform(options: ReactNativePlatformOptions): Platform {
  checkEngine();
  checkOptions(options);
  const { AppState, storage, netInfo, getRandomValues } = options;
  const contextId = createContextId();
  return {
    contextId,
    evidence: 'process_gone',
    clock: createDeviceClock(),
    store: (host) => createStorageStore(storage, host, contextId),
    ...(getRandomValues && { getRandomValues: (bytes) => void getRandomValues(bytes) }),
    watch(report, host) {
      if (!getRandomValues && !hasCrypto()) host.warn(NO_CRYPTO);
      const stopNetwork = netInfo ? watchNetInfo(report, host, netInfo) : () => {};
      const stop = watchAppState(report, host, AppState);
      return () => {
        stopNetwork();
        stop();
      };
    },
  };
}

function hasCrypto(): boolean {
  const { crypto } = globalThis as { readonly crypto?: { readonly getRandomValues?: unknown } };
  return typeof crypto?.getRandomValues === 'function';
}

function checkOptions(options: { readonly [K in keyof ReactNativePlatformOptions]?: unknown } | undefined): void {
  const { AppState, storage, netInfo, getRandomValues } = options ?? {};
  const faults = [
    isAppState(AppState) || "AppState: expected React Native's AppState with its native module",
    (isObject(storage) && (isAsyncStorage(storage) || isMmkv(storage))) || 'storage: expected AsyncStorage or an instance of MMKV',
    netInfo === undefined || hasListeners(netInfo) || 'netInfo: expected the default export of @react-native-community/netinfo',
    getRandomValues === undefined || typeof getRandomValues === 'function' || 'getRandomValues: expected a function',
  ].filter((fault) => fault !== true);
  if (faults.length > 0) throw new TypeError(`sessionchart: ${faults.join('; ')}`);
}

const isObject = (value: unknown): value is object => (typeof value === 'object' || typeof value === 'function') && value !== null;
const hasListeners = (value: unknown) => isObject(value) && 'addEventListener' in value && typeof value.addEventListener === 'function';
const isAppState = (value: unknown) => hasListeners(value) && (value as AppStateLike).isAvailable !== false;
