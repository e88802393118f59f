/** The package as it is published: packed, installed into an empty project, type-checked and run there. */
import { readFileSync, rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { transpile } from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ensureBuilt } from '../../scripts/bootstrap.mjs';
import { exportProblems, ROOT, readManifest } from '../../scripts/entries.mjs';
import { createProject, entrySpecifiers, type Project, pack, peerSpecs, readUsage } from './project.ts';

const INSTALL_MS = 180_000;
const SPECIFIERS = entrySpecifiers();
/** All others import without any peer. */
const NEED_PEERS = ['sessionchart', 'sessionchart/otel', 'sessionchart/react', 'sessionchart/inspect'];

let packed: { tarball: string; files: string[] };
beforeAll(() => {
  ensureBuilt();
  packed = pack(ROOT);
}, INSTALL_MS);
afterAll(() => rmSync(dirname(packed.tarball), { recursive: true }));

it('exports what is built, and nothing else', () => {
  expect(exportProblems()).toEqual([]);
});

it('packs what its users need and no sources', () => {
  expect(packed.files).toEqual(expect.arrayContaining(['LICENSE', 'package.json', 'dist/cli.js', 'dist/index.js', 'dist/index.d.ts']));
  expect(packed.files.filter((file) => /^(src|test|scripts|bench)\/|\.env|\.tgz$/.test(file))).toEqual([]);
});

it('ships no helpers of the compiler, as it writes for each class with fields that are not declared', () => {
  const text = readFileSync(join(ROOT, 'dist/sessionchart.global.js'), 'utf8');
  expect(text).toContain('PolicyError');
  expect(text).not.toContain('toPrimitive');
});

describe('installed alone', () => {
  const project = useProject((alone) => alone.npmInstall(packed.tarball));

  it('brings no other package', () => {
    expect(project().installed()).toEqual(['sessionchart']);
  });

  it.each(SPECIFIERS.filter((specifier) => !NEED_PEERS.includes(specifier)))('imports %s without a peer', (specifier) => {
    expect(keysOf(project(), `await import('${specifier}')`)).not.toEqual([]);
  });

  it('prints its usage on the command line', () => {
    expect(project().run(join(project().path, 'node_modules/.bin/sessionchart'), '--help')).toContain('sessionchart');
  });
});

describe('installed with its peers', () => {
  const project = useProject((full) => {
    full.npmInstall(packed.tarball, ...peerSpecs(), `@types/node@${readManifest().devDependencies['@types/node']}`);
    full.write('every-entry.ts', everyEntry());
    full.write('usage.ts', readUsage());
  });

  describe.each([
    ['5.9', 'typescript'],
    ['6.0', 'ts6'],
    ['7.0', 'ts7'],
  ])('under TypeScript %s', (_version, compiler) => {
    it.each([
      ['bundler', 'esnext'],
      ['nodenext', 'nodenext'],
    ])('type-checks with moduleResolution %s', (moduleResolution, module) => {
      const config = `tsconfig.${compiler}.${moduleResolution}.json`;
      project().write(config, tsconfig({ moduleResolution, module }));
      expect(project().run(process.execPath, join(ROOT, 'node_modules', compiler, 'bin/tsc'), '-p', config)).toBe('');
    });
  });

  it.each(SPECIFIERS)('gives the same names to import and require of %s', (specifier) => {
    const imported = keysOf(project(), `await import('${specifier}')`);
    expect(imported).not.toEqual([]);
    expect(keysOf(project(), `(await import('node:module')).createRequire(process.cwd() + '/')('${specifier}')`)).toEqual(imported);
  });

  it('runs the first file of a stranger', () => {
    project().write('usage.mjs', transpile(readUsage(), { module: 99, target: 9 }));
    expect(JSON.parse(project().run(process.execPath, 'usage.mjs'))).toEqual({
      id: expect.any(String),
      seen: expect.arrayContaining(['started']),
    });
  });
});

/** A project for the tests of one `describe`. */
function useProject(prepare: (project: Project) => void): () => Project {
  let project: Project;
  beforeAll(() => {
    project = createProject();
    prepare(project);
  }, INSTALL_MS);
  afterAll(() => rmSync(project.path, { recursive: true }));
  return () => project;
}

/** A module that imports every entry point, so that the types of all of them are read. */
function everyEntry(): string {
  const imports = SPECIFIERS.map((specifier, index) => `import * as entry${index} from '${specifier}';`);
  return `${imports.join('\n')}\nexport const names: string[] = [${SPECIFIERS.map((_, index) => `...Object.keys(entry${index})`).join(', ')}];\n`;
}

/** Libraries are checked too, ours among them. That rules out `exactOptionalPropertyTypes`: XState 5.33's own declarations fail under it. */
function tsconfig(resolution: { moduleResolution: string; module: string }): string {
  const strict = { strict: true, noUncheckedIndexedAccess: true, verbatimModuleSyntax: true };
  const lib = { target: 'es2022', lib: ['es2022', 'dom', 'dom.iterable'], types: ['node'], skipLibCheck: false, noEmit: true };
  return JSON.stringify({ compilerOptions: { ...strict, ...lib, ...resolution }, include: ['*.ts'] });
}

function keysOf(project: Project, module: string): string[] {
  const script = `console.log(JSON.stringify(Object.keys(${module}).filter((key) => key !== '__esModule').sort()))`;
  return JSON.parse(project.run(process.execPath, '--input-type=module', '--eval', script));
}
