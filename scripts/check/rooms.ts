/**
 * The rooms of each package, in order: a file imports its own room and the rooms above it. A room is a folder of
 * packages/<name>/src or a file in it; files in one line stand beside each other. ARCHITECTURE.md says what each is for.
 */
export const rooms = {
  sdk: [
    ['error-codes.ts', 'errors.ts'],
    'model',
    'random',
    'values',
    'formats',
    'generate',
    'anonymize',
    'quality',
    'synthesize',
    'factory',
    'database',
    'catalog',
    'safety',
    'environments',
    'fill',
    'assess',
    'clone',
    'validate',
    'ledger',
    'isolation',
    'context',
    'production',
    'dual',
    'testkit',
    'runners',
  ],
  server: [
    'errors',
    'limits.ts',
    'config.ts',
    'crypto',
    'store',
    'blobs',
    'auth',
    'audit',
    'events',
    'jobs',
    'scheduler',
    'services',
    'routes',
    'reference',
    'dashboard.ts',
    'app.ts',
    'client.ts',
    'start-server.ts',
  ],
  dashboard: ['format', 'ui', 'charts', 'components', 'api.ts', 'state', 'pages', 'routes.ts', 'App.svelte', 'main.ts'],
  cli: ['terminal', 'commands', 'program.ts', 'main.ts'],
} satisfies Record<string, readonly (string | readonly string[])[]>

/** What stands at the public edge of a package: it lists names one by one, and nothing inside imports it. */
export const barrels = {
  sdk: [
    'index.ts',
    'formats.ts',
    'postgres.ts',
    'sqlite.ts',
    'pglite.ts',
    'schema.ts',
    'clone.ts',
    'quality.ts',
    'synthesize.ts',
    'production.ts',
    'testkit.ts',
    'vitest.ts',
    'jest.ts',
    'playwright.ts',
    'mocha.ts',
    'node-test.ts',
    'cucumber.ts',
  ],
  server: ['index.ts'],
  dashboard: [],
  cli: [],
} satisfies Record<keyof typeof rooms, readonly string[]>

/** Rooms of the SDK that reach nothing outside of the process: no driver, no network, no other program. */
export const pure = [
  'model',
  'random',
  'values',
  'formats',
  'generate',
  'anonymize',
  'quality',
  'synthesize',
  'factory',
]

/** Which packages of the workspace each may import. */
export const packagesAbove = {
  sdk: [],
  server: ['sdk'],
  dashboard: ['server'],
  cli: ['sdk', 'server', 'dashboard'],
} satisfies Record<keyof typeof rooms, readonly string[]>
