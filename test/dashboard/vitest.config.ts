import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'screens',
    include: ['*.test.ts'],
    // A process has one file after another, in the same pages.
    isolate: false,
    globalSetup: ['../global-setup.ts', './global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    expect: { poll: { timeout: 10_000 } },
    // Pages are drawn by one browser, which has two files' worth of patience.
    maxWorkers: 2,
  },
})
