/** The reference runner with one fault, named by its argument. */
import { register } from 'node:module';
import { createInterface } from 'node:readline';

register('../../scripts/typescript-hooks.mjs', import.meta.url);
const { answer } = await import('../../conformance/kit/protocol.ts');
const [fault] = process.argv.slice(2);
for await (const line of createInterface({ input: process.stdin })) {
  const answered = JSON.parse(answer(line, 'a liar'));
  if (fault === 'protocol') answered.protocol = 2;
  if (fault === 'deadline' && answered.id === 'polls/1') answered.steps[0].deadlineMs = 7;
  if (fault === 'death' && answered.id === 'limits/3') {
    console.error('out of memory');
    process.exit(3);
  }
  console.log(JSON.stringify(answered));
}
