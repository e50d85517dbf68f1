import { defineConfig } from 'tsup'

export default defineConfig({
  entry: [
    'index',
    'formats',
    'postgres',
    'sqlite',
    'pglite',
    'schema',
    'clone',
    'quality',
    'synthesize',
    'production',
    'testkit',
    'vitest',
    'jest',
    'playwright',
    'mocha',
    'node-test',
    'cucumber',
  ].map((name) => `src/${name}.ts`),
  format: 'esm',
  target: 'node20',
  dts: true,
  splitting: true,
  clean: true,
  removeNodeProtocol: false,
})
