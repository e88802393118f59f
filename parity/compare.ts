import { playTrace, TraceError } from '../src/tools/index.ts';
import { type Agreement, agreementOf, type Difference } from './agreement.ts';
import { KNOWN_DEFECTS, type KnownDefect } from './known-defects.ts';
import { readRecording, traceNamed } from './recorded.ts';
import { policyOf, type Subject } from './subjects.ts';

export interface TraceResult extends Agreement {
  readonly trace: string;
  /** Differences that no known defect explains. */
  readonly unexplained: readonly Difference[];
}

export interface SubjectResult {
  readonly subject: Subject;
  readonly traces: readonly TraceResult[];
  readonly samples: number;
  readonly agreeing: number;
  readonly unexplained: number;
  /** Listed, though the SDK and its preset agree there. */
  readonly stale: readonly string[];
}

/** Plays every trace that the SDK was recorded on through its preset, and compares sample by sample. */
export function compareSubject(subject: Subject, defects: readonly KnownDefect[] = KNOWN_DEFECTS): SubjectResult {
  const own = defects.filter(({ sdk }) => sdk === subject.sdk);
  const isKnown = (trace: string, index: number) => own.some(({ samples }) => samples[trace]?.includes(index));
  const traces = [...readRecording(subject.sdk)].map(([trace, sessions]): TraceResult => {
    const agreement = compareTrace(subject, trace, sessions);
    return { trace, ...agreement, unexplained: agreement.differences.filter(({ index }) => !isKnown(trace, index)) };
  });
  const samples = traces.reduce((sum, one) => sum + one.samples, 0);
  const differing = traces.reduce((sum, { differences }) => sum + differences.length, 0);
  const differs = (trace: string, index: number) =>
    traces.find((one) => one.trace === trace)?.differences.some((one) => one.index === index) ?? false;
  return {
    subject,
    traces,
    samples,
    agreeing: samples - differing,
    unexplained: traces.reduce((sum, { unexplained }) => sum + unexplained.length, 0),
    stale: own.flatMap((defect) =>
      Object.entries(defect.samples).flatMap(([trace, indexes]) => indexes.filter((i) => !differs(trace, i)).map((i) => `${trace} ${i}`)),
    ),
  };
}

function compareTrace(subject: Subject, trace: string, sessions: readonly (number | null)[]): Agreement {
  const played = playTrace(traceNamed(trace), policyOf(subject), subject.play);
  if (played.length !== sessions.length)
    throw new TraceError(`${subject.sdk}, ${trace}: expected ${played.length} samples, came ${sessions.length}; record it anew`);
  return agreementOf(sessions, played);
}
