import { formatSpan } from '../../src/tools/index.ts';
import { type Draft, type Fault, spanOf } from './policy-text.ts';

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

/** The fields that most policies differ in; a fault stands at its field. */
export function PolicyForm(props: FieldProps) {
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
