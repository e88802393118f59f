import type { Logger, Span, Tracer } from '@opentelemetry/api';
import type { NativeHost, NativeSessions, TelemetryEvent } from 'sessionchart/native';

/** What of the app's web view is needed: `WKWebView` and `android.webkit.WebView` have all of it. */
export interface WebView {
  evaluate(script: string): void;
  /** A page begins to load. */
  onStart(listener: () => void): void;
  /** A page called `toShell`. */
  onText(listener: (json: string) => void): void;
}

export interface Shell {
  /** The global of `native.global.js`, in the app's JavaScript engine. */
  readonly bundle: { createNativeProvider(host: NativeHost): NativeSessions };
  readonly host: Omit<NativeHost, 'emit'>;
  readonly webView: WebView;
  readonly logger: Logger;
}

/** The native app, in TypeScript so that it can be run here; in Swift and Kotlin each call is one into the engine. */
export function startShell({ bundle, host, webView, logger }: Shell): NativeSessions {
  const app = bundle.createNativeProvider({
    ...host,
    emit(kind, json) {
      if (kind === 'message') webView.evaluate(`fromShell(${JSON.stringify(JSON.parse(json).message)})`);
      if (kind === 'event') emitEvent(logger, JSON.parse(json));
    },
  });
  // The app's own pages; one from elsewhere is attached without `true`, and may neither read metadata nor end the session.
  webView.onStart(() => app.attach('main', true));
  webView.onText((json) => app.receive('main', json));
  app.show();
  return app;
}

function emitEvent(logger: Logger, { name, timeMs, observedTimeMs, attributes }: TelemetryEvent): void {
  logger.emit({ eventName: name, timestamp: timeMs, observedTimestamp: observedTimeMs, attributes });
}

/** A span of the native side, under the same session. */
export function startNativeSpan(app: NativeSessions, tracer: Tracer, name: string): Span {
  const sessionId = app.stamp('traces');
  return tracer.startSpan(name, { attributes: sessionId === null ? {} : { 'session.id': sessionId } });
}
