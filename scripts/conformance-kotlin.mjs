/**
 * `npm run conformance:kotlin`: compiles `native/kotlin`, the example of its README included, and plays every vector through it. Needs
 * Java 11 or later; where there is none it says so and passes.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAll } from '../conformance/run.mjs';
import { ensureInstalled } from './bootstrap.mjs';
import { ROOT } from './entries.mjs';
import { ensureFolder } from './otel-lines.mjs';

const FOLDER = join(ROOT, 'native/kotlin');
const COMPILER = join(FOLDER, 'compiler/node_modules/kotlin-compiler');

if (spawnSync('java', ['-version']).status !== 0) {
  console.log('no Java found, so not tested: the core in Kotlin');
} else {
  ensureInstalled();
  ensureFolder(join(FOLDER, 'compiler'));
  const classes = mkdtempSync(join(tmpdir(), 'sessionchart-kotlin-'));
  try {
    const seconds = compile(classes);
    console.log(`compiled in ${seconds.toFixed(0)} s`);
    const { failed } = await runAll(`java -cp "${classes}:${COMPILER}/lib/kotlin-stdlib.jar" sessionchart.runner.RunnerKt`);
    process.exitCode = failed === 0 ? 0 : 1;
  } catch (error) {
    console.error(error instanceof Error ? error.message : error);
    process.exitCode = 1;
  } finally {
    rmSync(classes, { recursive: true });
  }
}

/**
 * @param {string} classes
 * @returns {number} seconds
 */
function compile(classes) {
  const startedMs = performance.now();
  const example = join(classes, 'Example.kt');
  writeFileSync(example, /```kotlin\n([\s\S]*?)```/.exec(readFileSync(join(FOLDER, 'README.md'), 'utf8'))?.[1] ?? '');
  const sources = [join(FOLDER, 'core'), join(FOLDER, 'runner'), example];
  const main = ['-cp', `${COMPILER}/lib/kotlin-compiler.jar`, 'org.jetbrains.kotlin.cli.jvm.K2JVMCompiler'];
  const options = ['-kotlin-home', COMPILER, '-no-reflect', '-jvm-target', '11', '-Werror', '-d', classes];
  const { status, stdout, stderr } = spawnSync('java', ['-Xmx800m', ...main, ...options, ...sources], { encoding: 'utf8' });
  if (status !== 0) throw new Error(`kotlinc ended with ${status}:\n${stdout}${stderr}`);
  return (performance.now() - startedMs) / 1_000;
}
