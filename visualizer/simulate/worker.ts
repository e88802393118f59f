import type { SessionPolicy } from '../../src/index.ts';
import type { Activity } from './activity.ts';
import { loadActivity } from './load-activity.ts';
import { type Answer, LETTERS, type Request } from './messages.ts';
import { comparePolicies, curve, type Run, rankPeople, runPolicies } from './run-policies.ts';

/** So many people can be chosen from; any other can be named. */
const PEOPLE = 200;

let activity: Activity | null = null;
let run: Run | null = null;
/** Requests wait for each other, so that an answer is never about other activity than the page thinks. */
let queue: Promise<void> = Promise.resolve();
const newest: { [type: string]: number } = {};

const answer = (message: Answer) => postMessage(message);
const isVoid = ({ type, id }: Request) => newest[type] !== id;
const breathe = () => new Promise<void>((resolve) => setTimeout(resolve));

const handlers: { readonly [Type in Request['type']]: (request: Extract<Request, { type: Type }>) => Promise<void> } = {
  async load({ id, activity: wanted }) {
    // What cannot be read leaves nothing of the file before it.
    run = null;
    activity = null;
    activity = await loadActivity(wanted);
    const { rows: _, run: __, follow: ___, ...told } = activity;
    answer({ type: 'loaded', id, activity: told });
  },
  async run(request) {
    if (!activity) return;
    const startedMs = performance.now();
    run = await runPolicies(activity, request.policies);
    const tookMs = performance.now() - startedMs;
    answer({ type: 'ran', id: request.id, results: run.results, people: rankPeople(activity, run, PEOPLE), tookMs });
    drawCurve(request, activity);
  },
  async compare({ id, pair }) {
    if (run) answer({ type: 'compared', id, comparison: comparePolicies(run, pair) });
  },
  async csv({ id, policies }) {
    if (run) answer({ type: 'csv', id, csv: csvOf(run, policies) });
  },
  async person({ id, user, policies, sleeps }) {
    const name = user ?? activity?.rows.keys().next().value;
    if (!activity || name === undefined) return;
    answer({ type: 'person', id, person: await activity.follow(name, { policies, sleeps }) });
  },
};

/** Not in the queue: what the page asks meanwhile goes first. */
async function drawCurve(request: Extract<Request, { type: 'run' }>, of: Activity): Promise<void> {
  let points: Answer | null = null;
  await breathe();
  await queue;
  for await (const some of curve(of, request.policies)) {
    if (isVoid(request) || activity !== of) return;
    points = { type: 'curve', id: request.id, points: some, isComplete: false };
    answer(points);
    await breathe();
    await queue;
  }
  if (points?.type === 'curve' && !isVoid(request)) answer({ ...points, isComplete: true });
}

const quoted = (value: string | number) => (/[",\n]/.test(String(value)) ? `"${String(value).replaceAll('"', '""')}"` : String(value));

/** Every session of everybody, by every policy. */
function csvOf({ sessions }: Run, policies: readonly SessionPolicy[]): Blob {
  const lines = sessions.flatMap((own, index) =>
    own.map(({ user, ordinal, startTimeMs, endTimeMs, startReason, endReason, events }) => {
      const times = [startTimeMs, endTimeMs].map((atMs) => new Date(atMs).toISOString());
      return `${[`${LETTERS[index]} ${policies[index]?.name}`, user, ordinal, ...times, startReason, endReason, events].map(quoted).join(',')}\n`;
    }),
  );
  return new Blob(['policy,user,ordinal,start,end,start_reason,end_reason,events\n', ...lines], { type: 'text/csv' });
}

/** What the simulator advises is for the command line; a page has no options. */
const withoutOptions = (message: string) =>
  message
    .replace(/; name it with --\w+ COLUMN$/, '; give one of these that name in the file')
    .replace(/[;,:] (?:name it with|pass a file|use) [^;]*--[^;]*$/, '');

async function handle(request: Request): Promise<void> {
  if (isVoid(request)) return;
  try {
    await handlers[request.type](request as never);
  } catch (error) {
    answer({ type: 'failed', id: request.id, message: withoutOptions(error instanceof Error ? error.message : String(error)) });
  }
}

addEventListener('message', ({ data }: MessageEvent<Request>) => {
  newest[data.type] = data.id;
  queue = queue.then(() => handle(data));
});
