import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

const LITE = fileURLToPath(new URL('src/lite/create-session-provider.ts', import.meta.url));
const time = { testTimeout: 60_000, hookTimeout: 60_000 };

export default defineConfig({
  test: {
    projects: [
      { test: { name: 'all', environment: 'node', include: ['test/**/*.test.ts'], ...time } },
      {
        // The provider's tests once more, on `sessionchart/lite`: one contract, two builds.
        resolve: { alias: [{ find: /^.*\/src\/full\/create-session-provider\.ts$/, replacement: LITE }] },
        test: {
          name: 'lite',
          environment: 'node',
          include: ['test/provider/*.test.ts'],
          exclude: ['test/provider/full-*.test.ts'],
          ...time,
        },
      },
    ],
  },
});
