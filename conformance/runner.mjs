/** The reference runner: `node conformance/runner.mjs [--xstate]` answers each line of standard input with one of standard output. */
import { register } from 'node:module';
import { createInterface } from 'node:readline';

register('../scripts/typescript-hooks.mjs', import.meta.url);
const { answer } = await import('./kit/protocol.ts');
const isActor = process.argv.includes('--xstate');
const start = isActor ? (await import('./kit/play-actor.ts')).startActor : undefined;
for await (const line of createInterface({ input: process.stdin })) {
  process.stdout.write(`${answer(line, isActor ? 'sessionchart on XState' : 'sessionchart', start)}\n`);
}
