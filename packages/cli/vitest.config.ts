import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'cli',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['../../test/global-setup.ts'],
    // A process has one file after another: a module is loaded once, and what a test changes of the process it puts back.
    isolate: false,
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second is short on a machine that does other things.
    expect: { poll: { timeout: 10_000 } },
  },
})
