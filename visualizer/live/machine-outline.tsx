import type { MachineDefinition } from './recording.ts';

interface Target {
  readonly event: string;
  readonly target: string;
}

function targetText(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(targetText);
  if (typeof value !== 'object' || value === null) return [''];
  const { target, guard, cond } = value as { target?: unknown; guard?: unknown; cond?: unknown };
  const asked = guard ?? cond;
  const name =
    typeof asked === 'string'
      ? asked
      : ((asked as { type?: string; name?: string } | null)?.type ?? (asked as { name?: string } | null)?.name);
  const to = Array.isArray(target)
    ? target.map((one) => (typeof one === 'string' ? one.replace(/^#/, '') : '')).join(', ')
    : typeof target === 'string'
      ? target
      : '';
  return [`${to}${name ? ` [${name}]` : ''}`];
}

const targetsOf = ({ on = {} }: MachineDefinition): Target[] =>
  Object.entries(on).flatMap(([event, value]) => targetText(value).map((target) => ({ event, target })));

interface OutlineProps {
  readonly name: string;
  readonly path: string;
  readonly definition: MachineDefinition;
  readonly state: string;
}
function Box({ name, path, definition, state }: OutlineProps) {
  const isActive = path === '' || state.split(' | ').some((one) => one === path || one.startsWith(`${path}.`));
  return (
    <li class={`outline${isActive && path !== '' ? ' is-active' : ''}`}>
      <strong>{name}</strong>
      {isActive && path !== '' && <span class="outline-mark"> active</span>}
      {targetsOf(definition).map(({ event, target }) => (
        <div class="outline-event" key={`${event} ${target}`}>
          {event} {target && `→ ${target}`}
        </div>
      ))}
      {definition.states && Object.keys(definition.states).length > 0 && (
        <ul>
          {Object.entries(definition.states).map(([child, inner]) => (
            <Box key={child} name={child} path={path ? `${path}.${child}` : child} definition={inner} state={state} />
          ))}
        </ul>
      )}
    </li>
  );
}

/** Any other machine, as nested boxes with what leads out of each. */
export function MachineOutline({ definition, state }: { readonly definition: MachineDefinition | null; readonly state: string }) {
  if (!definition) return <p class="state-big">{state}</p>;
  return (
    <ul class="outlines" aria-label={`Machine. Active state: ${state}`}>
      <Box name={definition.id ?? 'machine'} path="" definition={definition} state={state} />
    </ul>
  );
}
