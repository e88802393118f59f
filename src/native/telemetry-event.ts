import type { SessionChange } from '../../machines/session.ts';
import { chosenAttributes, type EventAttributes, endAttributes, startAttributes, stateAttributes } from '../otel/event-attributes.ts';
import {
  EVENT_SESSION_BACKGROUND,
  EVENT_SESSION_END,
  EVENT_SESSION_FOREGROUND,
  EVENT_SESSION_START,
  EVENT_SESSION_UPDATE,
} from '../otel/semconv.ts';
import type { NativeOptions } from './native-options.ts';

/** A log event for OpenTelemetry, by the semantic conventions. Times are Unix epoch milliseconds. */
export interface TelemetryEvent {
  readonly name: string;
  readonly timeMs: number;
  readonly observedTimeMs: number;
  readonly attributes: EventAttributes;
}

/** @returns the event that a change is told as; `null` where it is told as none. */
export function telemetryEventOf(change: SessionChange, { also = [], eventAttributes = [] }: NativeOptions): TelemetryEvent | null {
  const event = (name: string, attributes: EventAttributes): TelemetryEvent => ({
    name,
    timeMs: change.atMs,
    observedTimeMs: change.detectedAtMs,
    attributes: { ...chosenAttributes(change.session, eventAttributes), ...attributes },
  });
  switch (change.type) {
    case 'started':
      return event(EVENT_SESSION_START, startAttributes(change.session));
    case 'ended':
      return event(EVENT_SESSION_END, endAttributes(change.session));
    case 'backgrounded':
      return also.includes('background') ? event(EVENT_SESSION_BACKGROUND, stateAttributes(change.session)) : null;
    case 'foregrounded':
      return also.includes('foreground') ? event(EVENT_SESSION_FOREGROUND, stateAttributes(change.session)) : null;
    case 'updated':
      return also.includes('update') ? event(EVENT_SESSION_UPDATE, stateAttributes(change.session)) : null;
    default:
      return null;
  }
}
