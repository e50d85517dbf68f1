import { conformance } from './conformance.ts'

conformance({
  name: 'mocha',
  file: (name) => `${name}.test.js`,
  command: (files) => [
    'node_modules/mocha/bin/mocha.js',
    ...(files.length > 1 ? ['--parallel', '--jobs', '2'] : []),
    ...files,
  ],
})
