import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'test',
    include: ['*.test.ts', 'docs/*.test.ts', 'runners/*.test.ts', 'schema/*.test.ts'],
    globalSetup: ['./global-setup.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A second is short on a machine that does other things.
    expect: { poll: { timeout: 10_000 } },
  },
})
