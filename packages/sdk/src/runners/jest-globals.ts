import { UnderstudyError } from '../errors.ts'

type Define = (name: string, body: () => Promise<void>, timeout?: number) => void
type Hook = (body: () => Promise<void>, timeout?: number) => void

/** What is used of Jest: its globals have this shape, and so has '@jest/globals'. */
export interface JestGlobals {
  readonly test: Define & {
    readonly only: Define
    readonly skip: Define
    readonly failing: Define
    readonly each: <Row>(
      rows: readonly (readonly [Row])[],
    ) => (name: string, body: (row: Row) => Promise<void>, timeout?: number) => void
  }
  readonly afterEach: Hook
  readonly afterAll: Hook
  readonly expect: {
    getState(): { readonly currentTestName?: string | undefined; readonly testPath?: string | undefined }
  }
}

export function jestGlobals(): JestGlobals {
  if ('test' in globalThis && 'afterEach' in globalThis && 'afterAll' in globalThis && 'expect' in globalThis)
    return ofJest(globalThis)
  throw new UnderstudyError('USAGE', {
    operation: 'make a test with data',
    message: 'Jest is not here: it has no global test, afterEach, afterAll and expect.',
    hint: "Call createTest in a file that Jest runs; with injectGlobals: false, give it what '@jest/globals' exports.",
  })
}

/** Jest promises the shape of its globals; nothing that is installed here types them. */
function ofJest(globals: object): JestGlobals {
  return globals as JestGlobals
}
