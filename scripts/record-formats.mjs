/** Records the stored form of today, for the tests of later releases: `test/formats/recorded/<version>/`. See docs/stability.md. */
import { register } from 'node:module';

register('./typescript-hooks.mjs', import.meta.url);

const { recordToday } = await import('../test/formats/recordings.ts');
console.log(`wrote test/formats/recorded/${await recordToday()}`);
