/** The projects of `npm test`. Of examples/ those that have tests: it holds plain files too. */
export default [
  'packages/*/{vite,vitest}.config.ts',
  'examples/*/vitest.config.ts',
  'test/{,dashboard/}vitest.config.ts',
]
