import { defineConfig } from 'vitest/config'

/** No vitest.config.ts: these tests need a server, which play.ts has. */
export default defineConfig({
  test: { name: 'example team', dir: import.meta.dirname, pool: 'forks', maxWorkers: 2, fileParallelism: true },
})
