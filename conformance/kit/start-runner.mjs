/** A runner in a process of its own: lines in, as many lines out. */
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
/** A runner that says nothing for so long has hung. */
const SILENCE_MS = 60_000;

/** @param {string} command for the shell, run in the root of the repository */
export function startRunner(command) {
  const child = spawn(command, { cwd: ROOT, shell: true, stdio: ['pipe', 'pipe', 'pipe'] });
  /** @type {string[]} */
  const lines = [];
  let errors = '';
  /** @type {string | null} */
  let ended = null;
  let wake = () => {};
  createInterface({ input: child.stdout }).on('line', (line) => {
    lines.push(line);
    wake();
  });
  child.stderr.setEncoding('utf8').on('data', (chunk) => (errors += chunk));
  child.stdin.on('error', () => {});
  child.on('close', (status) => {
    ended = `the runner ended with ${status}${errors && `: ${errors.trim().slice(0, 2_000)}`}`;
    wake();
  });
  return {
    /**
     * @param {readonly string[]} requests
     * @returns {Promise<string[]>} a line for each
     */
    async ask(requests) {
      child.stdin.write(requests.map((request) => `${request}\n`).join(''));
      while (lines.length < requests.length) {
        if (ended !== null) throw new Error(ended);
        await new Promise((/** @type {(value?: unknown) => void} */ resolve, reject) => {
          const timer = setTimeout(() => reject(new Error(`the runner said nothing for ${SILENCE_MS} ms`)), SILENCE_MS);
          wake = () => {
            clearTimeout(timer);
            resolve();
          };
        });
      }
      return lines.splice(0, requests.length);
    },
    stop() {
      if (ended !== null) return;
      child.stdin.end();
      const timer = setTimeout(() => child.kill(), 1_000);
      child.once('close', () => clearTimeout(timer));
    },
  };
}
