/** An app of React Native on the web: react-native-web's AppState, AsyncStorage in IndexedDB. */
import { createAsyncStorage } from '@react-native-async-storage/async-storage';
import AppState from 'react-native-web/dist/exports/AppState/index.js';
import { reactNativePlatform } from 'sessionchart/react-native';
import { start } from './start.mjs';

start(reactNativePlatform({ AppState, storage: createAsyncStorage('sessions') }));
