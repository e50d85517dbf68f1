import { conformance } from './conformance.ts'

conformance({
  name: 'vitest',
  file: (name) => `${name}.test.js`,
  command: (files) => ['node_modules/vitest/vitest.mjs', 'run', ...files],
})
