import fc from 'fast-check';
import { expect, it } from 'vitest';
import { defaultPolicy } from '../../src/policies/default.ts';
import { cutCsv } from '../../src/tools/csv-pieces.ts';
import { simulate } from '../../src/tools/index.ts';
import { createParcelFolder } from '../../src/tools/parcel-folder.ts';
import { type CsvPiece, createPieceReader } from '../../src/tools/row-parcels.ts';
import { tallyOf } from '../../src/tools/session-tally.ts';
import { textSource } from '../support/activity.ts';
import { EPOCH_MS, MINUTE_MS } from '../support/arbitrary.ts';

const lines = fc.array(
  fc.tuple(
    fc.nat({ max: 40 }),
    fc.constantFrom('ann', 'bob', '"e\nv""e"', '"x,y"', 'zoë'),
    fc.constantFrom('page_view', 'background', '"a ""b"""'),
  ),
  { minLength: 1, maxLength: 150 },
);

it('comes to what one reader and one fold come to, however a file is cut and shared out', async () => {
  await fc.assert(
    fc.asyncProperty(lines, fc.constantFrom(40, 300, 5_000), fc.constantFrom(1, 2, 3), fc.nat(), async (rows, pieceBytes, shares, seed) => {
      let atMs = EPOCH_MS;
      const text = rows.map(([minutes, user, event], i) => {
        atMs += minutes * MINUTE_MS;
        return i % 17 === 16 ? `${user},never,${event}\n` : `${user},${atMs},${event}\n`;
      });
      const source = textSource(`\nuser_id,timestamp_ms,event\n${text.join('')}`, { size: 64 });
      const bad: number[] = [];
      const options = { policies: [defaultPolicy], onBadLine: ({ line }: { line: number }) => bad.push(line) };
      const { policies, events, users } = await simulate([source], options);

      const cut = await cutCsv(source, {}, pieceBytes);
      if (cut === null) throw new Error('expected CSV');
      const readers = Array.from({ length: shares }, (_, from) => createPieceReader(from, shares));
      const folders = readers.map(() => createParcelFolder([defaultPolicy], 50));
      const read = [];
      let index = 0;
      for await (const bytes of cut.pieces) {
        const piece: CsvPiece = { index, source: 'a', bytes, headerBytes: cut.headerBytes, columns: {}, timeUnit: cut.timeUnit };
        read.push(readers[(index++ * 7 + seed) % shares]!.read(piece));
      }
      for (const { parcels } of [...read].reverse()) for (const [share, parcel] of parcels.entries()) folders[share]!.take(parcel);
      const results = folders.map((folder) => folder.finish());
      const total = read.reduce((sum, { report }) => sum + report.rows, 0);
      expect([total, results.reduce((sum, result) => sum + result.users, 0)]).toEqual([events, users]);
      const counts = results.map((result) => result.policies[0]!.counts);
      expect({ policy: 'default', ...tallyOf(counts, total) }).toEqual({
        ...policies[0]!,
        endReasons: tallyOf(counts, total).endReasons,
      });
      expect(new Map(tallyOf(counts, total).endReasons.map(({ reason, sessions }) => [reason, sessions]))).toEqual(
        new Map(policies[0]!.endReasons.map(({ reason, sessions }) => [reason, sessions])),
      );
      let before = cut.linesBefore;
      const told = read.flatMap(({ report }) => {
        const from = before;
        before += report.lines;
        return report.bad.map(([line]) => from + line + 1);
      });
      expect(told).toEqual(bad);
    }),
    { numRuns: 300, endOnFailure: true },
  );
});
