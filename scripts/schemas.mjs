/** Writes the JSON Schemas and the presets as JSON; with `--check` it compares. */
import { writeOrCheck } from './generated.mjs';

const { schemaFiles } = await import('./generate-schemas.mjs');
writeOrCheck(schemaFiles());
