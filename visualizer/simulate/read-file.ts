import { ActivityError, type ActivitySource, type NamedTrace, parseTrace, TraceError } from '../../src/tools/index.ts';

/** Either traces, or rows of activity. */
export type ReadFile = { readonly traces: readonly NamedTrace[] } | { readonly traces: null; readonly source: ActivitySource };

/** More than this is for the command line. */
const MAX_BYTES = 96 << 20;
/** Enough to tell what a file is. */
const HEAD_BYTES = 1 << 16;

const EXPECTED = 'rows of user, time and event (CSV with a header, NDJSON, or a JSON list), or a trace (JSON with a list "steps")';

/** Tells what a file is by how it begins. @throws ActivityError saying what was expected and what came. */
export async function readFile(name: string, blob: Blob): Promise<ReadFile> {
  if (blob.size === 0) throw new ActivityError(`${name} is empty: expected ${EXPECTED}, came nothing`);
  if (blob.size > MAX_BYTES) {
    const size = `${(blob.size / 2 ** 20).toFixed(0)} MB`;
    throw new ActivityError(
      `${name} has ${size}; this page takes up to ${MAX_BYTES >> 20} MB. The command line takes any size: npx sessionchart simulate ${name}`,
    );
  }
  const head = (await blob.slice(0, HEAD_BYTES).text()).replace(/^\ufeff/, '').trimStart();
  if (head.includes('\0')) throw new ActivityError(`${name}: expected ${EXPECTED}, came a file that is no text`);
  if (!/^[[{]/.test(head)) return { traces: null, source: sourceOf(name, blob) };
  const [line = ''] = head.split('\n', 1);
  const row = parsed(line);
  if (isFields(row) && !('steps' in row) && line !== head.trimEnd()) return { traces: null, source: sourceOf(name, blob) };
  return readJson(name, blob);
}

/** Whatever does not end with its first line, or is a trace. */
async function readJson(name: string, blob: Blob): Promise<ReadFile> {
  const text = await blob.text();
  const whole = parsed(text);
  if (whole === undefined) return readLines(name, blob, text);
  const list = Array.isArray(whole) ? whole : [whole];
  if (list.length === 0) throw new ActivityError(`${name}: expected ${EXPECTED}, came an empty list`);
  if (list.every((one) => isFields(one) && 'steps' in one))
    return { traces: list.map((one, index) => traceOf(one, list.length > 1 ? `${name} ${index + 1}` : name)) };
  if (isFields(whole) && 'startOn' in whole && 'endAfter' in whole)
    throw new ActivityError(`${name} is a policy, no activity: paste it where a policy is edited, as JSON`);
  if (!Array.isArray(whole) && !isRow(whole))
    throw new ActivityError(
      `${name}: expected ${EXPECTED}, came JSON with ${
        Object.keys(whole as object)
          .slice(0, 5)
          .join(', ') || 'no fields'
      }`,
    );
  const rows = new Blob(list.map((one) => `${JSON.stringify(one)}\n`));
  return { traces: null, source: sourceOf(name, rows) };
}

/** JSON that is none as a whole: one trace a line, one row a line, or broken. */
function readLines(name: string, blob: Blob, text: string): ReadFile {
  const lines = text.split('\n').filter((line) => line.trim() !== '');
  const first = parsed(lines[0] ?? '');
  if (isFields(first) && 'steps' in first) return { traces: lines.map((line, index) => traceOf(parsed(line), `${name} ${index + 1}`)) };
  if (isFields(first)) return { traces: null, source: sourceOf(name, blob) };
  throw new ActivityError(`${name}: expected ${EXPECTED}, came JSON that cannot be read: ${faultOf(text)}`);
}

const isFields = (value: unknown): value is object => typeof value === 'object' && value !== null && !Array.isArray(value);
const isRow = (value: unknown) => isFields(value) && Object.values(value).some((field) => typeof field !== 'object');

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function faultOf(text: string): string {
  try {
    JSON.parse(text);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
}

function traceOf(value: unknown, name: string): NamedTrace {
  try {
    return { name, trace: parseTrace(value) };
  } catch (error) {
    throw error instanceof TraceError ? new ActivityError(`${name} is no trace that can be played: ${error.message}`) : error;
  }
}

const sourceOf = (name: string, blob: Blob): ActivitySource => ({
  name,
  reopens: true,
  async *open() {
    const reader = blob.stream().getReader();
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  },
});
