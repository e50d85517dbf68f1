import type { Environment } from 'vitest/runtime'

/** Node, with modules as browsers get them: runes react, where those of a server run once. */
export default {
  name: 'client',
  viteEnvironment: 'client',
  setup: () => ({ teardown: () => {} }),
} satisfies Environment
