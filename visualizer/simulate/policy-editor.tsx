import { useSignal } from '@preact/signals';
import { useEffect, useRef } from 'preact/hooks';
import { PolicyForm } from './policy-form.tsx';
import { readPolicy, written } from './policy-text.ts';
import { LETTERS, policies, setPolicy } from './state.ts';

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
            <PolicyForm draft={draft} faults={faults} change={(next) => (text.value = written(next))} />
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
