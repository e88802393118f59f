import { judge } from './judge.ts';
import { answer, requestOf } from './protocol.ts';

/** Plays vectors, one a line, in this engine. @returns what is wrong, a line for each */
export function judgeLines(text: string): string[] {
  return text.split('\n').flatMap((line) => {
    if (line === '') return [];
    const vector = JSON.parse(line);
    const fault = judge(vector, answer(JSON.stringify(requestOf(vector)), 'this engine'));
    return fault === null ? [] : [`${vector.id}: ${fault}`];
  });
}
