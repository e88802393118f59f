import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { type PolicyError, parsePolicy, type SessionPolicy } from '../../src/index.ts';
import { formatSpan, parseSpan } from '../../src/tools/index.ts';
import { LETTERS, policies, setPolicy } from './state.ts';

type Draft = Record<string, unknown>;
type Fault = PolicyError['faults'][number];
const ROOTS =
  'load unload input navigation telemetry export foreground background focus blur freeze resume online offline heartbeat attribute day clock manual app'.split(
    ' ',
  );
const LIMITS = [
  ['inactivity', 'without activity'],
  ['background', 'in the background'],
  ['duration', 'in all'],
] as const;
const LISTS = [
  ['startOn', 'Starts on'],
  ['extendOn', 'Kept alive by'],
  ['endOn', 'Ended by'],
] as const;

interface Read {
  readonly draft: Draft | null;
  readonly policy: SessionPolicy | null;
  readonly faults: readonly Fault[];
}

/** What the text says, and all that is wrong with it. */
function readPolicy(text: string): Read {
  let draft: Draft;
  try {
    draft = JSON.parse(text);
  } catch (error) {
    return { draft: null, policy: null, faults: [{ path: '', expected: 'JSON', received: (error as Error).message, hint: '' }] };
  }
  try {
    return { draft, policy: parsePolicy(draft), faults: [] };
  } catch (error) {
    return { draft, policy: null, faults: (error as PolicyError).faults };
  }
}

const written = (draft: unknown) => JSON.stringify(draft, null, 2);

function FaultOf({ path, faults }: { readonly path: string; readonly faults: readonly Fault[] }) {
  const own = faults.filter((fault) => fault.path === path || fault.path.startsWith(`${path}[`) || fault.path.startsWith(`${path}.`));
  if (own.length === 0) return null;
  return (
    <span class="fault" id={`fault-${path}`}>
      {own
        .map(({ path: at, expected, received, hint }) => `${at}: expected ${expected}, came ${received}${hint ? `; ${hint}?` : ''}`)
        .join(' · ')}
    </span>
  );
}

interface FieldProps {
  readonly draft: Draft;
  readonly faults: readonly Fault[];
  readonly change: (draft: Draft) => void;
}

function LimitFields({ draft, faults, change }: FieldProps) {
  const endAfter = (draft.endAfter ?? {}) as Record<string, { ms?: unknown } | undefined>;
  return (
    <fieldset>
      <legend>Over after</legend>
      {LIMITS.map(([key, words]) => {
        const ms = endAfter[key]?.ms;
        const path = `endAfter.${key}`;
        return (
          <label class="field" key={key}>
            <input
              type="text"
              size={8}
              placeholder="none"
              value={typeof ms === 'number' ? formatSpan(ms).replaceAll(' ', '') : ms === undefined ? '' : String(ms)}
              aria-invalid={faults.some((fault) => fault.path.startsWith(path))}
              aria-describedby={`fault-${path}`}
              onChange={({ currentTarget }) => {
                const text = currentTarget.value.trim();
                const { [key]: before, ...others } = endAfter;
                change({ ...draft, endAfter: text ? { ...others, [key]: { ...before, ms: spanOf(text) } } : others });
              }}
            />
            <span>{words}</span>
            <FaultOf path={path} faults={faults} />
          </label>
        );
      })}
    </fieldset>
  );
}

/** `1h30min` and the like, as `formatSpan` writes them; what is no span stays text, and is told as a fault. */
function spanOf(text: string): number | string {
  const parts = text.match(/\d+(?:\.\d+)?\s*(?:ms|min|s|m|h|d)/g);
  if (!parts || parts.join('') !== text) return text;
  return parts.reduce((sum, part) => sum + (parseSpan(part) ?? Number.NaN), 0);
}

function ListFields({ draft, faults, change }: FieldProps) {
  return (
    <>
      {LISTS.map(([key, words]) => {
        const list = Array.isArray(draft[key]) ? (draft[key] as unknown[]) : [];
        return (
          <fieldset key={key}>
            <legend>{words}</legend>
            <div class="chips">
              {[...new Set([...ROOTS, ...list.map(String)])].map((root) => (
                <label class="chip" key={root}>
                  <input
                    type="checkbox"
                    checked={list.includes(root)}
                    onChange={({ currentTarget }) =>
                      change({ ...draft, [key]: currentTarget.checked ? [...list, root] : list.filter((one) => one !== root) })
                    }
                  />
                  {root}
                </label>
              ))}
            </div>
            <FaultOf path={key} faults={faults} />
          </fieldset>
        );
      })}
    </>
  );
}

function Form(props: FieldProps) {
  const { draft, faults, change } = props;
  return (
    <div class="editor-form">
      <label class="field">
        <span>Name</span>
        <input
          type="text"
          value={String(draft.name ?? '')}
          onInput={({ currentTarget }) => change({ ...draft, name: currentTarget.value })}
        />
        <FaultOf path="name" faults={faults} />
      </label>
      <LimitFields {...props} />
      <label class="field">
        <span>Then</span>
        <select value={String(draft.then)} onChange={({ currentTarget }) => change({ ...draft, then: currentTarget.value })}>
          <option value="wait">wait for a trigger</option>
          <option value="renew">begin the next at once</option>
          <option value="stop">stop</option>
        </select>
        <FaultOf path="then" faults={faults} />
      </label>
      <ListFields {...props} />
    </div>
  );
}

/** Edits one policy, as a form and as JSON at the same time. */
export function PolicyEditor({ index, onClose }: { readonly index: number; readonly onClose: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const text = useSignal(written(policies.peek()[index]));
  const { draft, policy, faults } = readPolicy(text.value);
  const letter = LETTERS[index] ?? '';
  useEffect(() => dialog.current?.showModal(), []);
  return (
    <dialog class={`editor policy-${letter}`} ref={dialog} onClose={onClose} aria-labelledby="editor-title">
      <form
        method="dialog"
        onSubmit={() => {
          if (policy) setPolicy(index, policy);
        }}
      >
        <h2 id="editor-title">
          <span class="letter">{letter}</span> Edit policy
        </h2>
        <div class="editor-columns">
          {draft ? (
            <Form draft={draft} faults={faults} change={(next) => (text.value = written(next))} />
          ) : (
            <p class="fault">The text is no JSON yet; the form is back as soon as it is.</p>
          )}
          <label class="editor-json">
            <span>The same as JSON</span>
            <textarea
              spellcheck={false}
              value={text.value}
              aria-invalid={faults.length > 0}
              aria-describedby="editor-faults"
              onInput={({ currentTarget }) => (text.value = currentTarget.value)}
            />
          </label>
        </div>
        <ul id="editor-faults" class="faults" aria-live="polite">
          {faults.map(({ path, expected, received, hint }) => (
            <li>
              <code>{path || 'policy'}</code> expected {expected}, came {received}
              {hint && `; did you mean ${hint}?`}
            </li>
          ))}
        </ul>
        <div class="buttons">
          <button type="submit" class="primary" disabled={!policy}>
            Use it
          </button>
          <button type="button" onClick={() => dialog.current?.close()}>
            Cancel
          </button>
        </div>
      </form>
    </dialog>
  );
}
