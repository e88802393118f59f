/** Writes the constants and the tables that follow from `semconv/`; with `--check` it compares. */
import { readFileSync } from 'node:fs';
import { ROOT } from './entries.mjs';
import { writeOrCheck } from './generated.mjs';
import { oneLine, readSemconv } from './semconv-model.mjs';
import { conventionsPage, telemetryPage, telemetryTable } from './semconv-pages.mjs';

/** Names of the conventions themselves that are emitted too. */
const PRESENT = ['session.id', 'session.previous_id', 'log.record.uid', 'service.version'];

const model = readSemconv();
writeOrCheck({
  'src/otel/semconv.ts': constants(),
  'docs/semantic-conventions.md': conventionsPage(model),
  'docs/telemetry.md': telemetryPage(model),
  'README.md': readme(telemetryTable(model)),
});

/** The README with the table between its marks. @param {string[]} table */
function readme(table) {
  const marked = /(<!-- generated: telemetry -->\n)[\s\S]*?(<!-- \/generated -->)/;
  return readFileSync(`${ROOT}README.md`, 'utf8').replace(marked, (_, from, to) => `${from}\n${table.join('\n')}\n\n${to}`);
}

function constants() {
  const lines = [
    '// Generated from semconv/ by scripts/generate-semconv.mjs.',
    ...PRESENT.map((key) => `export const ${constantOf('ATTR', key)} = '${key}';`),
    ...model.attributes.flatMap(({ key, brief }) => [`/** ${oneLine(brief)} */`, `export const ${constantOf('ATTR', key)} = '${key}';`]),
    ...model.events.flatMap(({ name, brief }) => [`/** ${oneLine(brief)} */`, `export const ${constantOf('EVENT', name)} = '${name}';`]),
  ];
  return `${lines.join('\n')}\n`;
}

/** @param {string} prefix @param {string} name */
function constantOf(prefix, name) {
  return `${prefix}_${name.toUpperCase().replaceAll('.', '_')}`;
}
