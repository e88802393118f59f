import { batch, signal } from '@preact/signals';
import { view } from '../shared/view.ts';
import { type ActivityChoice, choice, choosePerson, person } from './state.ts';

/** A file is held over the page. */
export const isOver = signal(false);

export function chooseActivity(next: ActivityChoice): void {
  batch(() => {
    choosePerson(null);
    person.value = null;
    choice.value = next;
  });
}

export const takeFile = (file: File): void => chooseActivity({ kind: 'file', name: file.name, blob: file });

const holdsFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** A file may be dropped anywhere on the page, in either view. */
export function acceptDrops(): void {
  window.addEventListener('dragover', (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    isOver.value = true;
  });
  window.addEventListener('dragleave', ({ relatedTarget }) => {
    if (relatedTarget === null) isOver.value = false;
  });
  window.addEventListener('drop', (event) => {
    if (!holdsFile(event)) return;
    event.preventDefault();
    isOver.value = false;
    const file = event.dataTransfer?.files[0];
    if (!file) return;
    takeFile(file);
    view.value = 'simulate';
  });
}
