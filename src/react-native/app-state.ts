/** What is used of React Native's `AppState`. */
export interface AppStateLike {
  /** `null`, or `isAvailable` `false`: the native module is missing. */
  readonly currentState: string | null | undefined;
  readonly isAvailable?: boolean;
  addEventListener(type: 'change', listener: (state: string) => void): Subscription;
  addEventListener(type: 'memoryWarning' | 'blur' | 'focus', listener: () => void): Subscription;
}
export interface Subscription {
  remove(): void;
}
