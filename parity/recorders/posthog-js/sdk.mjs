/** Without autocapture and page views, so that telemetry is what the trace says; `get_session_id()` could make one, so the persisted id is read. */
import posthog from 'posthog-js';

globalThis.sdk = {
  start: () =>
    posthog.init('phc_0', {
      api_host: 'https://collector.example.com',
      autocapture: false,
      capture_pageview: false,
      capture_pageleave: false,
      disable_session_recording: true,
      disable_surveys: true,
      advanced_disable_flags: true,
      disable_external_dependency_loading: true,
      session_idle_timeout_seconds: 1800,
    }),
  telemetry: () => posthog.capture('item'),
  read: () => posthog.persistence?.props.$sesid?.[1] ?? null,
};
