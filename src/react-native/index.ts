/** React Native: sessions in AsyncStorage or MMKV, the app's life by AppState. */
export type { AppStateLike } from './app-state.ts';
export { type ReactNativePlatformOptions, reactNativePlatform } from './react-native-platform.ts';
export type { AsyncStorageLike, MmkvLike } from './storage.ts';
export type { NetInfoLike } from './watch-net-info.ts';
