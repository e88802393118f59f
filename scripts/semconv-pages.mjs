/** The pages of the documentation that follow from `semconv/`. */
import { oneLine } from './semconv-model.mjs';

const GENERATED = '<!-- Generated from semconv/ by scripts/generate-semconv.mjs. -->';

/** When each of them is emitted, in the order of the table. Groups and events that are not listed here fail the generation. */
const WHEN = /** @type {const} */ ({
  'session.start': ['log event', 'at the start of each session, before any other log record of it', '`emitSessionEvents(sessions)`'],
  'session.end': [
    'log event',
    'at its end, before the next start; on the next launch where the app was killed',
    '`emitSessionEvents(sessions)`',
  ],
  'session.background': ['log event', 'when the app is hidden', "`emitSessionEvents(sessions, { also: ['background'] })`"],
  'session.foreground': ['log event', 'when it is shown again', "`emitSessionEvents(sessions, { also: ['foreground'] })`"],
  'session.update': ['log event', 'when metadata changes', "`emitSessionEvents(sessions, { also: ['update'], attributes: ['user.id'] })`"],
  'session.checkpoint': ['log event', 'when a context is hidden', '`createDeliveryLedger(sessions)`'],
  'session.sealed': ['log event', 'when no more of the session can come', '`createDeliveryLedger(sessions)`'],
  'session.span': ['on spans', 'when a span starts; `session.outlived` when it ends', '`createSessionSpanProcessor(sessions)`'],
  'session.log_record': ['on log records', 'when a record is emitted', '`createSessionLogRecordProcessor(sessions)`'],
  'session.measurement': ['on metrics', 'when a measurement is recorded', '`createSessionMetricAttributes(sessions)`'],
  'session.baggage': ['in baggage', 'with a request to an allowed origin', '`createSessionPropagator(sessions, { … })`'],
});

/** @param {import('./semconv-model.mjs').Semconv} model */
export function telemetryPage(model) {
  return page('What is emitted when', [...telemetryTable(model), '', ...NOTES]);
}

/** @param {import('./semconv-model.mjs').Semconv} model */
export function telemetryTable({ events, groups }) {
  const definitions = [...events.map(({ name, attributes }) => ({ id: name, attributes })), ...groups];
  const undescribed = definitions.filter(({ id }) => !(id in WHEN)).map(({ id }) => id);
  if (undescribed.length > 0) throw new Error(`say in scripts/semconv-pages.mjs when these are emitted: ${undescribed.join(', ')}`);
  const rows = Object.entries(WHEN).map(([id, [where, when, by]]) => {
    const attributes = definitions.find((definition) => definition.id === id)?.attributes ?? [];
    const what = where === 'log event' ? `\`${id}\`` : where;
    return `| ${what} | ${when} | ${attributes.map(named).join(', ')} | ${by} |`;
  });
  return [
    'Required attributes are **bold**, those that have to be asked for in *italics*.',
    '',
    '| What | When | Attributes | Asked for by |',
    '|---|---|---|---|',
    ...rows,
  ];
}

const NOTES = [
  '- A record that names its session itself keeps that id and is not counted.',
  '- A span or log record gets the session of its own time. One that is older than the live session gets the session of that time and changes nothing.',
  '- Give each processor the one that exports as its `next`. It then holds what ended while an id may still give way to that of another tab (five',
  '  seconds at the most; a flush ends it), sends `session.start` before all other records of its session, and drops what a sampled-out session began with.',
  '- Shut the sessions down first, then the providers: a LoggerProvider that is shut down drops `session.end`.',
  '- On metrics each session makes a new time series of each instrument, and a cumulative reader keeps every one of them in memory. Use it for single',
  '  instruments, with delta temporality, or not at all.',
];

/** @param {import('./semconv-model.mjs').Semconv} model */
export function conventionsPage({ attributes, events, entities }) {
  return page('Semantic conventions for client sessions', [
    'What sessionchart emits beyond the semantic conventions 1.44.0. All of it is in development. The definitions are in `semconv/`.',
    '',
    '## Attributes',
    '',
    '| Attribute | Type | Meaning | Why it is needed | Examples |',
    '|---|---|---|---|---|',
    ...attributes.map(
      ({ key, type, brief, note, examples }) =>
        `| \`${key}\` | ${typeof type === 'string' ? type : 'string'} | ${oneLine(brief)} | ${oneLine(note)} | ${examples.map((example) => `\`${Array.isArray(example) ? JSON.stringify(example) : example}\``).join(', ')} |`,
    ),
    ...attributes.flatMap(valuesOf),
    ...events.flatMap(({ name, brief, note, attributes: refs }) => [
      '',
      `## Event \`${name}\``,
      '',
      oneLine(brief),
      '',
      oneLine(note),
      '',
      '| Attribute | Requirement |',
      '|---|---|',
      ...refs.map(
        ({ ref, requirement_level: level, brief: detail }) => `| \`${ref}\` | ${required(level)}${detail ? `: ${detail}` : ''} |`,
      ),
    ]),
    ...entities.flatMap(({ type, brief, note, identity, description }) => [
      '',
      `## Entity \`${type}\``,
      '',
      oneLine(brief),
      '',
      oneLine(note),
      '',
      `Identity: ${identity.map(({ ref }) => `\`${ref}\``).join(', ')}. Description: ${description.map(({ ref }) => `\`${ref}\``).join(', ')}.`,
    ]),
  ]);
}

/** @param {string} title @param {string[]} lines */
function page(title, lines) {
  return [`# ${title}`, '', GENERATED, '', ...lines, ''].join('\n');
}

/**
 * The values that an enumeration is known to have.
 *
 * @param {import('./semconv-model.mjs').Attribute} attribute
 * @returns {string[]}
 */
function valuesOf({ key, type }) {
  if (typeof type === 'string') return [];
  const rows = type.members.map(({ value, brief }) => `| \`${value}\` | ${oneLine(brief)} |`);
  return ['', `\`${key}\` is one of these, or a custom value:`, '', '| Value | When |', '|---|---|', ...rows];
}

/** @param {import('./semconv-model.mjs').Reference} reference */
function named({ ref, requirement_level: level }) {
  const name = `\`${ref}\``;
  return level === 'required' ? `**${name}**` : level === 'opt_in' ? `*${name}*` : name;
}

/** @param {import('./semconv-model.mjs').Requirement} level */
function required(level) {
  return typeof level === 'string' ? level.replace('_', '-') : `conditional: ${oneLine(level.conditionally_required)}`;
}
