import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'sdk',
    include: ['src/**/*.test.ts', 'test/**/*.test.ts'],
    globalSetup: ['../../test/global-setup.ts'],
    setupFiles: ['./test/seeded-properties.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
