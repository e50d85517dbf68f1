import { conformance } from './conformance.ts'

conformance({
  name: 'playwright',
  file: (name) => `${name}.test.js`,
  command: (files) => ['node_modules/@playwright/test/cli.js', 'test', ...files],
})
