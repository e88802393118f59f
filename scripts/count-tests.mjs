/**
 * Prints `N passed, N failed` from a report of Vitest's JSON reporter; the exit code says whether all passed. A file that failed before its
 * first test, or a report that was never written, counts as one failure.
 */
import { readFileSync } from 'node:fs';

/** @typedef {{ status: string, assertionResults: { status: string }[] }} FileReport */

const { passed, failed } = count(readReport(process.argv[2] ?? ''));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 || passed === 0 ? 1 : 0;

/** @param {string} path @returns {FileReport[]} */
function readReport(path) {
  try {
    return JSON.parse(readFileSync(path, 'utf8')).testResults;
  } catch {
    return [{ status: 'failed', assertionResults: [] }];
  }
}

/** @param {FileReport[]} files */
function count(files) {
  const statuses = files.flatMap(({ status, assertionResults }) => {
    const results = assertionResults.map((result) => result.status);
    return status === 'failed' && !results.includes('failed') ? [...results, 'failed'] : results;
  });
  const of = (/** @type {string} */ wanted) => statuses.filter((status) => status === wanted).length;
  return { passed: of('passed'), failed: of('failed') };
}
