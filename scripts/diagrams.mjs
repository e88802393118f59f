/** Writes the generated parts of `machines/README.md`; with `--check` it compares. */
import { writeOrCheck } from './generated.mjs';

const { diagramFiles } = await import('./generate-diagrams.mjs');
writeOrCheck(diagramFiles());
