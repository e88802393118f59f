import { sampleActivity } from '../../src/tools/index.ts';
import type { Activity } from './activity.ts';
import type { ActivityRequest } from './messages.ts';
import { readFile } from './read-file.ts';
import { loadRows } from './row-activity.ts';
import { loadTraces } from './trace-activity.ts';

/** Reads activity whole. @throws ActivityError saying what was expected and what came. */
export async function loadActivity(request: ActivityRequest): Promise<Activity> {
  if (request.kind === 'file') {
    const read = await readFile(request.name, request.blob);
    return read.traces ? loadTraces(request.name, read.traces) : loadRows(read.source);
  }
  const encoder = new TextEncoder();
  const pieces = [...sampleActivity(request)].map((piece) => encoder.encode(piece));
  return loadRows({
    name: 'sample',
    reopens: true,
    async *open() {
      yield* pieces;
    },
  });
}
