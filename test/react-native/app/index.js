/** An app: its sessions on the storage that the phone has, and everything that is told of them told to whoever drives it. */

import { createAsyncStorage } from '@react-native-async-storage/async-storage';
import NetInfo from '@react-native-community/netinfo';
import { AppState, Platform } from 'react-native';
import { createMMKV } from 'react-native-mmkv';
import { createSessionProvider } from 'sessionchart';
import { reactNativePlatform } from 'sessionchart/react-native';

const { storage, policy, onChange, onWarning, started } = globalThis.driver;

const sessions = createSessionProvider({
  platform: reactNativePlatform({
    AppState,
    storage: storage === 'MMKV' ? createMMKV({ id: 'sessions' }) : createAsyncStorage('sessions'),
    netInfo: NetInfo,
  }),
  ...(policy && { policy }),
  diagnostics: { warn: (message, ...details) => onWarning([message, ...details].join(' ')), debug() {} },
});
sessions.session$.subscribe(onChange);
started({ sessions, os: Platform.OS });
