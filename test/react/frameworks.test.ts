import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from 'svelte/compiler';
import typescript from 'typescript';
import { describe, expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');

/** The lines that the README has for a framework, in a paragraph of the block that its name stands in. */
function shownFor(framework: string): string {
  const paragraphs = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].flatMap(([, code = '']) => code.split('\n\n'));
  const shown = paragraphs.filter((lines) => new RegExp(`// ${framework}\\b`).test(lines));
  expect(shown, framework).toHaveLength(1);
  return shown[0] ?? '';
}

const VUE = `
import { createSessionProvider, type LiveSession } from 'sessionchart';
import { onScopeDispose, shallowRef } from 'vue';
const sessions = createSessionProvider();

${shownFor('Vue')}

export const id: string | undefined = session.value?.id;
`;
const ANGULAR = `
import { toSignal } from '@angular/core/rxjs-interop';
import { createSessionProvider } from 'sessionchart';
const sessions = createSessionProvider();

export class Badge {
  ${shownFor('Angular')}
  readonly id = () => this.session()?.id;
}
`;
const SVELTE = `
<script>
  import { createSessionProvider } from 'sessionchart';
  const sessions = createSessionProvider();
  ${shownFor('Svelte')}
</script>
<p>${/\{\$session.*?\}/.exec(shownFor('Svelte'))?.[0]}</p>
`;

/** @returns what TypeScript has to say of the source, as an app would compile it */
function typeCheck(source: string): string[] {
  const folder = mkdtempSync(join(ROOT, 'test/react/.frameworks-'));
  try {
    const file = join(folder, 'example.ts');
    writeFileSync(file, source);
    const program = typescript.createProgram([file], {
      target: typescript.ScriptTarget.ES2022,
      module: typescript.ModuleKind.ESNext,
      moduleResolution: typescript.ModuleResolutionKind.Bundler,
      lib: ['lib.es2022.d.ts', 'lib.dom.d.ts'],
      strict: true,
      skipLibCheck: true,
      noEmit: true,
      types: [],
      allowImportingTsExtensions: true,
      paths: { sessionchart: [join(ROOT, 'src/index.ts')] },
    });
    return typescript.getPreEmitDiagnostics(program).map(({ messageText }) => typescript.flattenDiagnosticMessageText(messageText, '\n'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('the stream in other frameworks', () => {
  it.each([
    ['Vue', VUE],
    ['Angular', ANGULAR],
  ])('compiles in %s', (_, source) => {
    expect(typeCheck(source)).toEqual([]);
  });

  it('compiles in Svelte, whose store contract an observable fulfils', () => {
    const { js, warnings } = compile(SVELTE, { generate: 'client' });
    expect(warnings).toEqual([]);
    expect(js.code).toMatch(/store_get\(session, ['"]\$session['"]/);
  });
});
