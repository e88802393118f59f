/**
 * `npm run conformance -- 'COMMAND'`: plays every vector through a runner, which is a command that speaks the protocol of README.md, and
 * prints a table. Without a command, the reference runner. Ends with 1 where anything differs.
 */
import { pathToFileURL } from 'node:url';
import { readGroups } from './kit/read-groups.mjs';
import { startRunner } from './kit/start-runner.mjs';

/** So many differences of a group are told. */
const TOLD = 3;

/**
 * @param {string} command
 * @param {(line: string) => void} [say]
 * @returns {Promise<{ vectors: number, failed: number }>}
 */
export async function runAll(command, say = console.log) {
  const { judge } = await import('./kit/judge.ts');
  const { HELLO, PROTOCOL, requestOf } = await import('./kit/protocol.ts');
  const runner = startRunner(command);
  let vectors = 0;
  let failed = 0;
  try {
    const [greeting = ''] = await runner.ask([JSON.stringify(HELLO)]);
    const hello = JSON.parse(greeting);
    if (hello.protocol !== PROTOCOL) throw new Error(`expected protocol ${PROTOCOL}, the runner speaks ${hello.protocol}`);
    say(`${hello.runner}, protocol ${hello.protocol}`);
    for (const [group, list] of Object.entries(readGroups())) {
      const answers = await runner.ask(list.map((vector) => JSON.stringify(requestOf(vector))));
      const wrong = list.flatMap((vector, index) => {
        const fault = judge(vector, answers[index] ?? '');
        return fault === null ? [] : [`${vector.id}${'title' in vector ? ` (${vector.title})` : ''}: ${fault}`];
      });
      vectors += list.length;
      failed += wrong.length;
      say(
        `${wrong.length === 0 ? 'ok    ' : 'FAILED'} ${group.padEnd(12)} ${String(list.length - wrong.length).padStart(4)} of ${list.length}`,
      );
      for (const line of wrong.slice(0, TOLD)) say(`         ${line}`);
    }
  } finally {
    runner.stop();
  }
  say(`${vectors - failed} of ${vectors} as expected`);
  return { vectors, failed };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) {
  const command = process.argv.slice(2).join(' ') || `"${process.execPath}" conformance/runner.mjs`;
  try {
    const { failed } = await runAll(command);
    process.exitCode = failed === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  }
}
