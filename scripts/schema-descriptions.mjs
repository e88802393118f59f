/**
 * What the fields of the JSON Schemas mean, for editors and readers; apart from the schemas, which ship to every phone.
 * A path that ends in a field's name only (`ms`) speaks of that field wherever no longer path does.
 */

/** @type {Readonly<Record<string, string>>} */
export const POLICY = {
  '': 'When sessions start, go on and end. What is absent does not limit.',
  $schema: 'Of the JSON file alone, for editors: https://unpkg.com/sessionchart/schemas/policy.json.',
  name: 'Name of the policy, kept in every session that starts under it.',
  startOn:
    'Triggers that start a session where none lives. A listed root covers what refines it: input covers input.click. load.first is a load where the scope has had no session yet; timer comes where a timer, not an event, finds a session over.',
  extendOn: 'Triggers that count as activity.',
  extendEveryMs:
    'Milliseconds. Activity closer than this to the last that counted does not count; at exactly this distance it does. Default 0.',
  endOn: 'Triggers that end the live session. day is the next local midnight; attribute.KEY a change of the metadata KEY.',
  endAfter: 'Spans and counts that end a session. What is absent does not limit.',
  'endAfter.inactivity': 'Limit since the last activity.',
  'endAfter.background': 'Limit since the app went to the background or its last context closed; it starts anew each time.',
  'endAfter.duration': "Limit since the session's start.",
  'endAfter.telemetryCount': 'Telemetry records that a session holds at the most; the next one finds the session over.',
  ms: 'Length in milliseconds. The session is over at exactly this age, unless inclusive.',
  inclusive: 'true: the session still lives at exactly ms and is over one millisecond later. Default false.',
  while:
    'Where the span runs, like a stopwatch that stands still elsewhere: in the foreground or background, while a context is open, or while none is. Default: always.',
  everyMs:
    "Milliseconds. The span takes effect on multiples of this since the session's start only, as where an SDK polls. Default: at once.",
  minDurationMs: 'Milliseconds. A session younger than this outlives endOn and end(); at exactly this age it ends. Default 0.',
  then: 'What follows an end. renew: the next session starts at the instant the last was over, if somebody was there; wait: at the next trigger of startOn; stop: never again in this process.',
  lingerMs:
    'Milliseconds for which the id of an ended session stays readable while waiting; null: until the next start. Default 0. A context that loads with an idle session measures from its load.',
  splitOn: 'Triggers that cut a session into indexed parts.',
  heartbeatEveryMs: 'Milliseconds between two heartbeat triggers, reported while the app is in the foreground. Default: none.',
  heartbeatWhile:
    'Where heartbeats are reported: in the foreground; wherever a context is open; or there, if anything was exported since the last. Default foreground.',
  scope: 'Who has a session of their own: one page or process, one browser tab, one web origin, one site with its subdomains, one app.',
  adopt:
    'When a context follows what another of its scope did: at-once, at its own next activity, when its own session is over, when it loads, or with its first activity after that. Default at-once.',
  persist:
    'What a context stores: its session with its activity, or no more than its start, so that nobody can tell how long it was idle. Default activity.',
  withoutStore: 'What a context does where nothing can be stored: sessions in memory, or none. Default memory.',
  clock: 'The clock that the provider measures with. Default wall.',
  sampling: 'The share of sessions to keep, decided once for each. Default: all.',
  'sampling.ratio': 'Share of the sessions, from 0 (none) to 1 (all).',
  'sampling.by': 'id: by a hash of the id, the same wherever it is asked; random: by a random number.',
  idFormat: 'Form of the ids; base62-N has N letters and digits. Default uuid4.',
  sources: 'Where each value comes from, by its path (endAfter.inactivity.ms); for readers, the engine ignores it.',
};

/** @type {Readonly<Record<string, string>>} */
export const RECORD = {
  '': 'The stored form of a session: all that another process needs to go on as if nothing had happened. Instants are Unix epoch milliseconds. Fields that are not named here are kept.',
  version: 'Version of this form. A higher one was written by a later release, which owns it.',
  id: 'Id of the session, as in the attribute session.id.',
  previousId: 'Id of the session before, as in session.previous_id; null for the first one and where the app asked not to link them.',
  ordinal: '1 for the first session of its scope, then one more each.',
  scope: 'Name of the scope that it belongs to.',
  policy: 'Name of the policy that it was started under.',
  startTimeMs: 'Instant at which it started; the session owns it.',
  startReason: 'The trigger that started it, or renewal.',
  endTimeMs: 'The last sign of life, or the instant of what ended it; null while it lives.',
  endReason: 'Why it ended, app.NAME for a reason of the app; null while it lives.',
  lapseTimeMs: 'First instant at which it was over, which it no longer owns; null while it lives.',
  lastActivityTimeMs: 'Instant of the last activity that counted.',
  lastTelemetryTimeMs: 'Instant of the last telemetry record that was stamped with its id; null where there was none.',
  recovered: 'It was finished, or found again, by a later start of the app.',
  evidence:
    'What showed that the app did not end in order, so that a later start found it; null where nothing did. Absent in what earlier releases wrote.',
  supersededBy: 'Id of the session that took its place when two contexts had started one each; else null.',
  sampled: 'Whether its telemetry is kept.',
  attributes: 'Attributes fixed at its start.',
  metadata: 'What the app says of itself: user, network, anything.',
  partIndex: 'Index of the current part, 0 for the first.',
  partStartTimeMs: 'Instant at which the current part started.',
  revision: 'Counts what was told of it; activity alone does not count.',
  linked: 'The next session may name it as its previous one.',
  seenTimeMs: 'The last instant that anything was told of it.',
  idleFromMs: 'Instant that the inactivity limit counts from: the last activity, later by the time the stopwatch stood still.',
  durationFromMs: 'Instant that the duration limit counts from: the start, later by the time the stopwatch stood still.',
  backgroundFromMs: 'Instant that the background limit counts from, later by the time the stopwatch stood still.',
  isHidden: 'Last known visibility: true in the background.',
  visibilityTimeMs: 'Instant since which it is so.',
  isClosed: 'true where every context is closed.',
  openTimeMs: 'Instant since which it is so, or not so.',
  metadataTimesMs: 'When each field of the metadata changed last; a field that is absent from the metadata was removed then.',
  telemetryByContext: 'Telemetry records that each context stamped with its id.',
  total: 'Records of all signals, those included whose signal was not told.',
  traces: 'Spans.',
  logs: 'Log records.',
  metrics: 'Metric points.',
};

/** @type {Readonly<Record<string, string>>} */
export const SNAPSHOT = {
  '': 'What a context knows of its sessions and how it came to it, as sessionchart/debug writes it. Instants are Unix epoch milliseconds.',
  library: 'Version of the package.',
  takenAtMs: 'When it was taken.',
  runtime: 'What the code ran in, as it calls itself.',
  scope: 'Name of the scope.',
  contextId: 'This page, worker or process.',
  policy: 'The policy in force; schemas/policy.json has its fields.',
  state: 'State of the chart, dotted, innermost.',
  session: 'The live session, else the last, as schemas/session-record.json has it; values of metadata and attributes are replaced.',
  deadlineMs: 'First instant at which the live session is over; null where none lives, or no limit runs.',
  stored: 'What the store showed without waiting; null where there was nothing.',
  outbox: 'Session events in the store that no exporter has acknowledged; null where nobody sends any.',
  origin: 'Where the chart stood before the first of its decisions below. Numbers that JSON does not have are texts.',
  days: 'What the time zone said: pairs of an instant and the next midnight after it.',
  decisions: 'The last ones, oldest first.',
  'decisions.*.kind':
    'chart: an event that the chart heard. activity: a trigger that it need not hear of. store: something between this context and its store. warning: as diag heard it.',
  'decisions.*.seq': 'Grows by one with each decision.',
  'decisions.*.atMs': 'When it was made first.',
  'decisions.*.count': 'How often it was made alike, with nothing else decided between.',
  'decisions.*.lastMs': 'When it was made last.',
};
