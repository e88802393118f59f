import { useSignal } from '@preact/signals';
import { formatCount, formatInstant, formatReason, formatSpan } from '../shared/format.ts';
import { ClockControls } from './clock-controls.tsx';
import { zoom } from './lane-window.ts';
import type { Person } from './messages.ts';
import { Moment } from './moment.tsx';
import { choosePerson, LETTERS, people, person, policies, user, windowMs } from './state.ts';
import { SwimLanes } from './swim-lanes.tsx';

function PersonPicker() {
  const names = people.value;
  const at = names.findIndex((one) => one.user === user.value);
  const go = (by: number) => choosePerson(names[(at + by + names.length) % names.length]?.user ?? null);
  return (
    <div class="pair">
      <button type="button" aria-label="Previous person" disabled={names.length < 2} onClick={() => go(-1)}>
        ◂
      </button>
      <input
        type="text"
        list="people"
        aria-label="Person"
        size={12}
        value={user.value ?? ''}
        onChange={({ currentTarget }) => currentTarget.value && choosePerson(currentTarget.value)}
      />
      <datalist id="people">
        {names.map(({ user: name, events }) => (
          <option value={name}>{formatCount(events)} events</option>
        ))}
      </datalist>
      <button type="button" aria-label="Next person" disabled={names.length < 2} onClick={() => go(1)}>
        ▸
      </button>
    </div>
  );
}

/** The lanes as a table, for who cannot see them. */
function SessionTable() {
  const told = person.value;
  const isOpen = useSignal(false);
  if (!told) return null;
  return (
    <details onToggle={({ currentTarget }) => (isOpen.value = currentTarget.open)}>
      <summary>These sessions as a table</summary>
      {isOpen.value && <Rows of={told} />}
    </details>
  );
}

function Rows({ of: told }: { readonly of: Person }) {
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls has to be reached by keyboard */}
      <div class="scroll" tabIndex={0} role="region" aria-label="Table of sessions">
        <table>
          <thead>
            <tr>
              {['Policy', 'Session', 'Start', 'Lasted', 'Started by', 'Ended', 'Events'].map((title) => (
                <th scope="col">{title}</th>
              ))}
            </tr>
          </thead>
          <tbody>
            {told.sessions.slice(0, policies.value.length).flatMap((sessions, index) =>
              sessions.slice(0, 200).map((session) => (
                <tr key={`${index} ${session.ordinal}`}>
                  <th scope="row">
                    {LETTERS[index]} · {policies.value[index]?.name}
                  </th>
                  <td>{session.ordinal}</td>
                  <td>{formatInstant(session.startTimeMs)}</td>
                  <td>{formatSpan(session.endTimeMs - session.startTimeMs)}</td>
                  <td>{session.startReason}</td>
                  <td>{formatReason(session.endReason)}</td>
                  <td>{formatCount(session.events)}</td>
                </tr>
              )),
            )}
          </tbody>
        </table>
      </div>
    </>
  );
}

/** One person: the lanes, the clock, the chart. */
export function PersonView() {
  return (
    <section aria-labelledby="person-title">
      <div class="section-head">
        <h2 id="person-title">One person, by every policy</h2>
        <PersonPicker />
        <div class="pair">
          <button type="button" aria-label="Zoom in" onClick={() => zoom(0.5)}>
            +
          </button>
          <button type="button" aria-label="Zoom out" onClick={() => zoom(2)}>
            −
          </button>
          <button type="button" onClick={() => (windowMs.value = null)}>
            All
          </button>
        </div>
      </div>
      <div class="panel">
        <p class="legend">
          <span class="legend-active">activity</span> <span>▽ goes to the background</span> <span>△ comes back</span>
          <span class="hint">Dragging moves, Ctrl and wheel zoom, a click places the clock. Times are UTC.</span>
        </p>
        <SwimLanes />
        <ClockControls />
        <Moment />
      </div>
      <SessionTable />
    </section>
  );
}
