/** The bridge from an app to the visualizer. */
export type {
  Compared,
  DeadlineTold,
  GuardVerdict,
  InspectedStep,
  InspectionMessage,
  LimitTold,
  TransitionTaken,
} from './messages.ts';
export { createSessionInspector, type InspectorOptions, type SessionInspector } from './session-inspector.ts';
export { createStepRecorder } from './step-recorder.ts';
export type { SocketTarget, Transport, WindowTarget } from './transports.ts';
