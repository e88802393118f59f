import { ActivityError, type ActivitySource, type NamedTrace, parseTrace, TraceError } from '../tools/index.ts';
import { type PeekedSource, peekSource } from './peek-source.ts';
import { UsageError } from './terminal.ts';

/** Either traces, or sources of activity that were looked at and are still whole. */
export type Input = { readonly traces: readonly NamedTrace[] } | { readonly traces: null; readonly sources: readonly ActivitySource[] };

/**
 * Tells traces from activity by how the files begin: a trace is JSON with a list "steps", one a file, several in a list, or
 * one a line.
 *
 * @param format `trace` takes whatever comes for traces, another one for activity.
 * @throws UsageError where both are mixed, ActivityError naming file, line and step in which something is wrong, or a file that is neither.
 */
export async function readInput(sources: readonly ActivitySource[], format: string | undefined): Promise<Input> {
  if (format !== undefined && format !== 'trace') return { traces: null, sources };
  const peeked = await Promise.all(sources.map(peekSource));
  const isTrace = ({ head }: PeekedSource) => format === 'trace' || looksLikeTrace(head);
  if (!peeked.some(isTrace)) {
    for (const one of peeked) refuseOthers(one);
    return { traces: null, sources: peeked.map(({ source }) => source) };
  }
  const other = peeked.find((one) => !isTrace(one));
  if (other) throw new UsageError(`expected traces alone, or activity alone, came both: ${other.source.name} holds no trace`);
  const read = await Promise.all(peeked.map(async ({ source }) => tracesIn(await textOf(source), source.name)));
  return { traces: read.flat() };
}

/** Rows of NDJSON have no "steps"; a trace over several lines is no JSON in its first. */
function looksLikeTrace(head: string): boolean {
  if (!/^\s*[[{]/.test(head)) return false;
  const row = parseJson(head.trimStart().split('\n', 1)[0] ?? '');
  if (row === undefined) return /"steps"\s*:/.test(head);
  const [first] = Array.isArray(row) ? row : [row];
  return typeof first === 'object' && first !== null && 'steps' in first;
}

/** What is no CSV and no NDJSON would be told as a header with odd names. */
function refuseOthers({ head, source: { name } }: PeekedSource): void {
  const expected = `${name}: expected CSV, NDJSON or traces in UTF-8, came`;
  if (head.includes('\0')) throw new ActivityError(`${expected} UTF-16, or no text at all`);
  if (/^\s*\[\s*[{\]]/.test(head)) throw new ActivityError(`${expected} a JSON list; one object a line is NDJSON: jq -c '.[]'`);
}

async function textOf(source: ActivitySource): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  for await (const chunk of source.open()) text += decoder.decode(chunk, { stream: true });
  return text + decoder.decode();
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function tracesIn(text: string, file: string): readonly NamedTrace[] {
  const whole = parseJson(text);
  if (Array.isArray(whole)) return whole.map((value, index) => traceOf(value, `${file}[${index}]`));
  if (whole !== undefined) return [traceOf(whole, file)];
  const lines = text.split('\n').flatMap((line, index) => (line.trim() === '' ? [] : { line, number: index + 1 }));
  if (lines.length > 1 && parseJson(lines[0]?.line ?? '') !== undefined)
    return lines.map(({ line, number }) => traceOf(jsonOf(line, `${file}:${number}`), `${file}:${number}`));
  return [traceOf(jsonOf(text, file), file)];
}

function jsonOf(text: string, at: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw new ActivityError(`${at}: expected a trace as JSON, came ${error instanceof Error ? error.message : String(error)}`);
  }
}

function traceOf(value: unknown, name: string): NamedTrace {
  try {
    return { name, trace: parseTrace(value) };
  } catch (error) {
    throw error instanceof TraceError ? new ActivityError(`${name}: ${error.message}`) : error;
  }
}
