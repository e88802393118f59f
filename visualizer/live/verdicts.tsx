import type { Compared } from '../../src/inspect/index.ts';
import { formatInstant } from '../shared/format.ts';
import type { RecordedStep } from './recording.ts';

const comparedText = (key: string, value: Compared) => {
  if (value === null) return '–';
  if (typeof value === 'number' && value > 1e11 && key.endsWith('Ms')) return formatInstant(value);
  if (typeof value === 'string' && /(^|\.)id$/i.test(key)) return value.slice(0, 8);
  return Array.isArray(value) ? `[${value.join(', ')}]` : String(value);
};

/** Why the chart did what it did: the guards that were asked, with what they compared. */
export function Verdicts({ step }: { readonly step: RecordedStep | null }) {
  const asked = step?.transitions.filter(({ verdicts, source }) => verdicts.length > 0 || source !== '') ?? [];
  return (
    <div class="panel verdicts">
      <h3>Why</h3>
      {step ? (
        <p>
          <code>{step.what}</code> {step.from === step.to ? `left it in ${step.to}` : `led from ${step.from} to ${step.to}`}
        </p>
      ) : (
        <p class="quiet">Nothing happened yet.</p>
      )}
      {asked.map(({ event, source, target, actions, verdicts }, index) => (
        <div class="asked" key={`${source} ${event} ${index}`}>
          <ul>
            {verdicts.map(({ guard, holds, compared }) => (
              <li key={guard} class={holds ? 'holds' : 'refuses'}>
                <strong>
                  {guard} {holds ? '✓ yes' : '✗ no'}
                </strong>{' '}
                <span class="quiet">
                  {Object.entries(compared)
                    .map(([key, value]) => `${key} ${comparedText(key, value)}`)
                    .join(' · ')}
                </span>
              </li>
            ))}
          </ul>
          {source && (
            <p class="quiet">
              {source} → {target ?? 'stays'}
              {actions.length > 0 && `: ${actions.join(', ')}`}
            </p>
          )}
        </div>
      ))}
    </div>
  );
}
