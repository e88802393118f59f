import { batch, signal } from '@preact/signals';
import { looksLikeSnapshot } from '../../src/debug/index.ts';
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

/** Characters of a snapshot, or of a report with one; a file that is larger is activity. */
const MOST_SNAPSHOT = 1 << 21;

const openSnapshotText = async (text: string) => (await import('../live/open-snapshot.ts')).showSnapshot(text);

/** A snapshot of debug mode, or activity. */
async function takeAnyFile(file: File): Promise<void> {
  const text = file.size <= MOST_SNAPSHOT ? await file.text() : '';
  if (looksLikeSnapshot(text)) return openSnapshotText(text);
  takeFile(file);
  view.value = 'simulate';
}

const holdsFile = ({ dataTransfer }: DragEvent) => dataTransfer?.types.includes('Files') ?? false;

/** A file may be dropped, and a snapshot pasted, anywhere on the page, in either view. */
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
    if (file) void takeAnyFile(file);
  });
  window.addEventListener('paste', (event) => {
    const text = event.clipboardData?.getData('text/plain') ?? '';
    if (event.target instanceof HTMLTextAreaElement || !looksLikeSnapshot(text)) return;
    event.preventDefault();
    void openSnapshotText(text);
  });
}
