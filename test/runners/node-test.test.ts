import { conformance } from './conformance.ts'

conformance({
  name: 'node-test',
  file: (name) => `${name}.test.js`,
  command: (files) => ['--test', '--test-concurrency=2', ...files],
})
