import { useSignal } from '@preact/signals';
import { policies as presets } from '../../src/policies/index.ts';
import { formatChange, formatCount, formatReason, formatShare, formatSpan } from '../shared/format.ts';
import { endInWords, startInWords } from '../shared/policy-words.ts';
import type { PolicyResult } from './messages.ts';
import { PolicyEditor } from './policy-editor.tsx';
import { addPolicy, failure, isBusy, LETTERS, loaded, MOST_POLICIES, policies, removePolicy, results, setPolicy } from './state.ts';

const span = (ms: number | null | undefined) => (ms === null || ms === undefined ? '–' : formatSpan(ms));

function EndReasons({ result }: { readonly result: PolicyResult }) {
  const most = result.endReasons[0]?.sessions ?? 1;
  return (
    <ul class="reasons" aria-label="Why sessions ended">
      {result.endReasons.slice(0, 4).map(({ reason, sessions }) => (
        <li key={reason}>
          <span class="reason-name">{formatReason(reason)}</span>
          <span class="reason-share">{formatShare(sessions / Math.max(1, result.sessions))}</span>
          <span class="reason-bar" style={{ width: `${(sessions / most) * 100}%` }} aria-hidden="true" />
        </li>
      ))}
    </ul>
  );
}

const changeFrom = (first: PolicyResult, { sessions }: PolicyResult) =>
  sessions === first.sessions ? 'same as A' : `${formatChange(sessions, first.sessions)} vs A`;

function Numbers({ result, first }: { readonly result: PolicyResult; readonly first: PolicyResult }) {
  const users = Math.max(1, loaded.value?.users ?? 1);
  return (
    <>
      <p class="big">
        <span class="big-number">{formatCount(result.sessions)}</span> {result.sessions === 1 ? 'session' : 'sessions'}
        {result !== first && <span class="change">{changeFrom(first, result)}</span>}
      </p>
      <dl class="facts">
        <div>
          <dt>per person</dt>
          <dd>{(result.sessions / users).toFixed(1)}</dd>
        </div>
        <div>
          <dt>half last under</dt>
          <dd>{span(result.durationMs.median)}</dd>
        </div>
        <div>
          <dt>longest</dt>
          <dd>{span(result.durationMs.max)}</dd>
        </div>
        <div>
          <dt>one event only</dt>
          <dd>{formatShare(result.singleEventSessions / Math.max(1, result.sessions))}</dd>
        </div>
        <div>
          <dt>empty</dt>
          <dd>{formatShare(result.emptySessions / Math.max(1, result.sessions))}</dd>
        </div>
        <div>
          <dt>events outside</dt>
          <dd>{formatCount(result.eventsOutside)}</dd>
        </div>
      </dl>
      <EndReasons result={result} />
    </>
  );
}

function PolicyCard({ index, onEdit }: { readonly index: number; readonly onEdit: () => void }) {
  const policy = policies.value[index];
  const result = results.value[index];
  const first = results.value[0];
  if (!policy) return null;
  const letter = LETTERS[index] ?? '';
  const preset = presets.find((one) => one === policy)?.name ?? 'own';
  return (
    <article class={`card policy-${letter}`} aria-label={`Policy ${letter}: ${policy.name}`}>
      <header>
        <span class="letter" aria-hidden="true">
          {letter}
        </span>
        <select
          class="policy-name"
          aria-label={`Policy ${letter}`}
          value={preset}
          onChange={({ currentTarget }) => {
            const chosen = presets.find(({ name }) => name === currentTarget.value);
            if (chosen) setPolicy(index, chosen);
          }}
        >
          {preset === 'own' && <option value="own">{policy.name}</option>}
          {presets.map(({ name }) => (
            <option value={name}>{name}</option>
          ))}
        </select>
        <button type="button" class="quiet-button" onClick={onEdit} aria-label={`Edit policy ${letter}`}>
          Edit
        </button>
        {policies.value.length > 1 && (
          <button type="button" class="quiet-button" aria-label={`Remove policy ${letter}`} onClick={() => removePolicy(index)}>
            ×
          </button>
        )}
      </header>
      <p class="words">
        {endInWords(policy)} <span class="quiet">{startInWords(policy)}</span>
      </p>
      <div class={isBusy.value ? 'is-stale' : ''}>
        {result && first ? (
          <Numbers result={result} first={first} />
        ) : (
          <p class="quiet">{failure.value === null ? 'Counting…' : 'Nothing to count.'}</p>
        )}
      </div>
    </article>
  );
}

/** The policies side by side, each with what it makes of the activity. */
export function PolicyCards() {
  const edited = useSignal<number | null>(null);
  const count = policies.value.length;
  return (
    <section aria-labelledby="policies-title">
      <div class="section-head">
        <h2 id="policies-title">Policies, side by side</h2>
        {count < MOST_POLICIES && (
          <label class="field">
            <span class="visually-hidden">Add a policy</span>
            <select
              value=""
              onChange={({ currentTarget }) => {
                const chosen = presets.find(({ name }) => name === currentTarget.value);
                if (chosen) addPolicy(chosen);
                currentTarget.value = '';
              }}
            >
              <option value="">Add a policy…</option>
              {presets.map(({ name }) => (
                <option value={name}>{name}</option>
              ))}
            </select>
          </label>
        )}
      </div>
      <div class="cards" style={{ '--cards': count }}>
        {policies.value.map((_, index) => (
          <PolicyCard key={LETTERS[index]} index={index} onEdit={() => (edited.value = index)} />
        ))}
      </div>
      {edited.value !== null && <PolicyEditor index={edited.value} onClose={() => (edited.value = null)} />}
    </section>
  );
}
