import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';

const PAGES = readdirSync('docs/recipes').filter((name) => name !== 'README.md');
const read = (name: string) => readFileSync(`docs/recipes/${name}`, 'utf8');
const shownIn = (page: string) => [...page.matchAll(/<!-- file: (\S+) -->/g)].map(([, path = '']) => path);
/** What an app has besides, and nobody needs to read. */
const FRAME =
  /(\.(json|gitignore|tsbuildinfo)|\.config\.ts|next-env\.d\.ts|\/layout\.tsx|\/order-button\.tsx|\/route\.ts|\/instrumentation\.ts)$/;

function filesIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const path = `${folder}/${entry.name}`;
    if (!entry.isDirectory()) return [path];
    return entry.name === 'node_modules' || entry.name === '.next' ? [] : filesIn(path);
  });
}

describe.each(PAGES)('the recipe %s', (name) => {
  it('says what for in a sentence, then shows code, what comes of it, and its limits', () => {
    const page = read(name);
    const [title = '', purpose = ''] = page.split('\n\n');
    expect(title).toMatch(/^# \S/);
    expect(purpose).toMatch(/^[A-Z].*\.$/);
    expect(shownIn(page).length).toBeGreaterThan(0);
    expect(page).toMatch(/\*\*What you see\.\*\*/);
    expect(page).toMatch(/\*\*(Limits|What differs)[.*]/);
  });

  it('takes two screens at the most, code aside', () => {
    const words = read(name)
      .replaceAll(/```[\s\S]*?```/g, '')
      .split(/\s+/);
    expect(words.length).toBeLessThan(560);
  });
});

it('is listed, each page of them', () => {
  expect(PAGES.filter((name) => !read('README.md').includes(`](${name})`))).toEqual([]);
});

it('shows every file of the recipes', () => {
  const files = filesIn('examples/recipes').filter((path) => !FRAME.test(path));
  const shown = PAGES.flatMap((name) => shownIn(read(name)));
  expect(files.filter((path) => !shown.includes(path))).toEqual([]);
});
