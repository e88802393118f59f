import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultPolicy } from '../../src/policies/default.ts';
import { cutCsv, PIECE_ROOM } from '../../src/tools/csv-pieces.ts';
import { type ActivitySource, type BadLine, simulate } from '../../src/tools/index.ts';
import { createPieceReader } from '../../src/tools/piece-reader.ts';
import { createPieceRows } from '../../src/tools/piece-rows.ts';
import { tallyOf } from '../../src/tools/session-tally.ts';
import { createShareFolder } from '../../src/tools/share-folder.ts';
import { textSource } from '../support/activity.ts';
import { csvText } from '../support/csv-text.ts';

const policies = [defaultPolicy];

/** Reads pieces by several readers and folds them by shares, one after the other in this thread. */
async function simulateInPieces(
  source: ActivitySource,
  { pieceBytes, shares, seed }: { pieceBytes: number; shares: number; seed: number },
) {
  const cut = await cutCsv(source, {}, pieceBytes);
  if (cut === null) return null;
  const { header, timeUnit } = cut;
  const readers = Array.from({ length: shares }, () => createPieceReader(shares));
  const folders = readers.map((_, share) => createShareFolder({ policies, rowsHeld: Infinity, share }));
  const rows = createPieceRows(PIECE_ROOM, shares);
  const bytes = new Uint8Array(PIECE_ROOM);
  const bad: BadLine[] = [];
  let before = cut.linesBefore;
  let events = 0;
  for (let index = 0, size = await cut.next(bytes); size > 0; size = await cut.next(bytes)) {
    const from = (index++ * 7 + seed) % shares;
    const report = readers[from]!.read({ file: 0, index, source: 'test.csv', bytes, size, header, columns: {}, timeUnit }, rows);
    for (const folder of folders) folder.take({ ...report, from }, rows);
    for (const [line, fault] of report.bad) bad.push({ source: 'test.csv', line: before + line + 1, fault });
    before += report.lines;
    events += report.rows;
  }
  const results = folders.map((folder) => folder.finish());
  const counts = results.map((result) => result.policies[0]!.counts);
  const users = results.reduce((sum, result) => sum + result.users, 0);
  return { events, users, bad, policies: [{ policy: 'default', ...tallyOf(counts, events) }] };
}

async function simulateAlone(source: ActivitySource) {
  const bad: BadLine[] = [];
  const { events, users, policies: told } = await simulate([source], { policies, onBadLine: (line) => bad.push(line) });
  return { events, users, bad, policies: told };
}

it('comes to what one reader and one fold come to, however a file is cut and shared out', async () => {
  const numbers = fc.record({ pieceBytes: fc.constantFrom(1, 40, 300, 5_000), shares: fc.constantFrom(1, 2, 3), seed: fc.nat() });
  await fc.assert(
    fc.asyncProperty(csvText, numbers, async (text, how) => {
      const source = textSource(text, { size: 64 });
      const shared = await simulateInPieces(source, how);
      if (shared !== null) expect(shared).toEqual(await simulateAlone(source));
    }),
    { numRuns: 500, endOnFailure: true },
  );
});

it('leaves out a line that has no end within a piece', async () => {
  const long = 'x'.repeat(2 * PIECE_ROOM);
  const quoted = `"${`${'y'.repeat(1_000)}\n`.repeat(PIECE_ROOM / 1_000)}",1700000000000,x\n`;
  for (const middle of [`${long}\n`, quoted, `"${long}\n"`, long]) {
    const source = textSource(`user_id,timestamp_ms,event\nann,1700000000000,x\n${middle}bob,1700000000001,x\n`);
    const alone = await simulateAlone(source);
    expect(alone.bad.length).toBeGreaterThan(0);
    expect(await simulateInPieces(source, { pieceBytes: 1 << 20, shares: 2, seed: 0 })).toEqual(alone);
  }
});
