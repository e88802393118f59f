import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { build } from 'tsdown';
import { createTemporaryFolder } from '../support/temporary-folder.ts';

/** A program in a process of its own. */
export interface Child {
  readonly process: ChildProcess;
  /** The next thing it said. */
  next(): Promise<unknown>;
  /** All that it said and nobody took, once it is gone. */
  rest(): Promise<unknown[]>;
  tell(line: string): void;
  /** Resolves when it is gone. */
  readonly gone: Promise<{ readonly code: number | null; readonly signal: string | null; readonly errors: string }>;
}

/** Builds the child program whole, as Node 20 runs no TypeScript. */
export async function buildChildProgram(): Promise<{ start(...args: string[]): Child; remove(): void }> {
  const folder = createTemporaryFolder();
  await build({
    config: false,
    entry: [fileURLToPath(import.meta.resolve('./child-program.ts'))],
    outDir: folder.path,
    format: 'esm',
    deps: { alwaysBundle: [/./], neverBundle: [/^node:/] },
    dts: false,
    logLevel: 'silent',
  });
  const program = join(folder.path, 'child-program.mjs');
  return { start: (...args) => startChild(program, args), remove: folder.remove };
}

function startChild(program: string, args: readonly string[]): Child {
  const child = spawn(process.execPath, [program, ...args], { stdio: ['pipe', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  const gone = once(child, 'close').then(([code, signal]) => ({ code, signal, errors }));
  const next = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`the child said no more: ${errors}`);
    return JSON.parse(value);
  };
  return {
    process: child,
    next,
    async rest() {
      const said: unknown[] = [];
      for (let line = await lines.next(); !line.done; line = await lines.next()) said.push(parse(line.value));
      return said;
    },
    tell: (line) => child.stdin.write(`${line}\n`),
    gone,
  };
}

/** A line that was cut off by a kill is no line. */
function parse(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return null;
  }
}
