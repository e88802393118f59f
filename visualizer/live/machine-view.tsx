import { useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { WIDE_PX } from '../chart/chart-view.tsx';
import { Drawing, drawingInWords } from '../chart/drawing.tsx';
import type { Layout } from '../chart/layout.ts';
import { arrowsTaken, graphOf, type MachineDefinition, type MachineGraph, statesIn } from '../chart/machine-graph.ts';
import { useWidth } from '../shared/use-width.ts';
import type { RecordedStep } from './recording.ts';

/** Graphs of machines that are shown, so that each is laid out once. */
const graphs = new WeakMap<MachineDefinition, MachineGraph>();
const graphFor = (definition: MachineDefinition): MachineGraph => {
  const graph = graphs.get(definition) ?? graphOf(definition);
  graphs.set(definition, graph);
  return graph;
};

function useLayout(graph: MachineGraph, shape: 'wide' | 'tall'): { readonly layout: Layout | null; readonly fault: string } {
  const [found, setFound] = useState<{ readonly of: MachineGraph; readonly layout: Layout | null; readonly fault: string } | null>(null);
  useEffect(() => {
    let isWanted = true;
    const tell = (layout: Layout | null, fault: string) => isWanted && setFound({ of: graph, layout, fault });
    import('../chart/lay-out-machine.ts')
      .then(({ layOutMachine }) => layOutMachine(graph, shape))
      .then((layout) => tell(layout, ''))
      .catch((error: unknown) => tell(null, error instanceof Error ? error.message : String(error)));
    return () => {
      isWanted = false;
    };
  }, [graph, shape]);
  return found?.of === graph ? found : { layout: null, fault: '' };
}

interface MachineProps {
  readonly definition: MachineDefinition | null;
  readonly state: string;
  readonly step: RecordedStep | null;
}

/** Any other machine, drawn from what its app told of it. */
export function MachineView({ definition, state, step }: MachineProps) {
  if (!definition?.states || Object.keys(definition.states).length === 0) return <p class="state-big">{state || 'no states'}</p>;
  return <DrawnMachine definition={definition} state={state} step={step} />;
}

function DrawnMachine({ definition, state, step }: MachineProps & { readonly definition: MachineDefinition }) {
  const ref = useRef<HTMLDivElement>(null);
  const width = useWidth(ref, WIDE_PX);
  const graph = graphFor(definition);
  const { layout, fault } = useLayout(graph, width >= 700 ? 'wide' : 'tall');
  const texts = useMemo(() => new Map(graph.states.map((one) => [one.id, one])), [graph]);
  const shown = statesIn(graph, state);
  const lit = step ? arrowsTaken(graph, step) : [];
  return (
    <div class="chart" ref={ref} aria-busy={!layout && !fault}>
      {layout ? (
        <Drawing layout={layout} state={shown} lit={lit} label={drawingInWords(state, lit)} textOf={(id) => texts.get(id) ?? {}} />
      ) : (
        <p class="state-big">
          {state} <span class="quiet">{fault ? `The machine cannot be drawn: ${fault}` : 'Drawing the machine…'}</span>
        </p>
      )}
    </div>
  );
}
