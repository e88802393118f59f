import { changes } from '../../machines/changes.ts';
import { type SessionChart, sessionChart, type Transition } from '../../machines/chart.ts';
import { initialContext, type RuleArgs, type SessionContext } from '../../machines/context.ts';
import type { SessionEvent } from '../../machines/events.ts';
import { guards } from '../../machines/guards.ts';
import type { SessionChange } from '../../machines/session.ts';
import { createStepper } from '../../machines/stepper.ts';
import { updates } from '../../machines/updates.ts';
import type { StartFlight } from './play.ts';

/** How often a transition was taken, and how often its guard refused it. */
interface Row {
  readonly guard: string | null;
  taken: number;
  refused: number;
}

export interface Coverage {
  /** By `state event asked guard`, such as `live session.trigger 3 ends`. */
  readonly transitions: ReadonlyMap<string, Row>;
  /** By `reason event offset`: how often a lapse was judged so many milliseconds from the deadline, from -1 to 1. */
  readonly boundaries: ReadonlyMap<string, number>;
  /** A flight like any other that notes what it does. */
  readonly start: StartFlight;
}

interface Node {
  readonly initial?: string;
  readonly always?: readonly Transition[];
  readonly on?: { readonly [type: string]: readonly Transition[] };
  readonly states?: { readonly [name: string]: Node };
}
const NOTHING_YET: SessionEvent = { type: 'session.tick', atMs: -Infinity };

/** The chart with a guard of its own on each transition, so that what is asked and taken can be told apart. */
export function createCoverage(chart: SessionChart = sessionChart): Coverage {
  const transitions = new Map<string, Row>();
  const boundaries = new Map<string, number>();
  const asked: Record<string, (args: RuleArgs) => boolean> = {};

  const noteBoundary = ({ context: c, event }: RuleArgs) => {
    const offset = event.atMs - c.deadlineMs;
    if (Math.abs(offset) > 1) return;
    const reason = c.deadlineMs === c.fixedMs ? c.fixedReason : 'inactivity';
    const key = `${reason} ${event.type} ${offset}`;
    boundaries.set(key, (boundaries.get(key) ?? 0) + 1);
  };
  const wrap = (where: string) => (transition: Transition, index: number) => {
    const { guard = null } = transition;
    const key = `${where} ${index + 1} ${guard ?? 'always'}`;
    const row: Row = { guard, taken: 0, refused: 0 };
    transitions.set(key, row);
    asked[key] = (args) => {
      if (guard === 'isLapsed') noteBoundary(args);
      const holds = guard === null || guards[guard](args);
      row[holds ? 'taken' : 'refused']++;
      return holds;
    };
    return { ...transition, guard: key };
  };
  const instrument = (node: Node, path: string): object => ({
    ...node,
    ...(node.always && { always: node.always.map(wrap(`${path} at-once`)) }),
    ...(node.on && { on: Object.fromEntries(Object.entries(node.on).map(([type, list]) => [type, list.map(wrap(`${path} ${type}`))])) }),
    ...(node.states && {
      states: Object.fromEntries(
        Object.entries(node.states).map(([name, state]) => [name, instrument(state, path ? `${path}.${name}` : name)]),
      ),
    }),
  });
  const start = createStepper<SessionContext, SessionEvent, SessionChange>(instrument(chart, ''), { guards: asked, updates, changes });
  return { transitions, boundaries, start: (input, tell) => start(initialContext(input), NOTHING_YET, tell) };
}

const REASONS = ['max_duration', 'day_boundary', 'background_timeout', 'inactivity'];
const OFFSETS = [-1, 0, 1];

/** What is still missing: transitions never taken, guards that never refused, boundary milliseconds at which nothing came. */
export function gapsIn({ transitions, boundaries }: Coverage): string[] {
  const judged = [...transitions.keys()].flatMap((key) => /^live (\S+) 1 isLapsed$/.exec(key)?.[1] ?? []);
  const wanted = REASONS.flatMap((reason) => judged.flatMap((type) => OFFSETS.map((offset) => `${reason} ${type} ${offset}`)));
  return [
    ...[...transitions].flatMap(([key, row]) => (row.taken === 0 ? [`never taken: ${key}`] : [])),
    ...[...transitions].flatMap(([key, row]) => (row.guard !== null && row.refused === 0 ? [`never refused: ${key}`] : [])),
    ...wanted.filter((key) => !boundaries.has(key)).map((key) => `never judged: ${key}`),
  ];
}
