import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    name: 'examples/drivers',
    include: ['test/**/*.test.ts'],
    globalSetup: ['../../test/global-setup.ts', './test/generate-prisma.ts'],
    testTimeout: 60_000,
    hookTimeout: 60_000,
  },
})
