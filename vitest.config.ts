import { defineConfig } from 'vitest/config'
import projects from './vitest.workspace.ts'

export default defineConfig({
  test: {
    projects,
    // Many files wait for other programs and databases: a processor less would be idle.
    maxWorkers: '100%',
  },
})
