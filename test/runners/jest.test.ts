import { conformance } from './conformance.ts'

conformance({
  name: 'jest',
  file: (name) => `${name}.test.js`,
  command: (files) => ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', '--runTestsByPath', ...files],
})
