import { conformance } from './conformance.ts'

conformance({
  name: 'cucumber',
  file: (name) => `features/${name}.feature`,
  command: (files) => [
    'node_modules/@cucumber/cucumber/bin/cucumber.js',
    ...(files.length > 1 ? ['--parallel', '2'] : []),
    ...files,
  ],
})
