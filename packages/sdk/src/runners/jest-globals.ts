type Hook = (body: () => Promise<void>) => void

/** What is used of Jest: its globals have this shape, and so has '@jest/globals'. */
export interface JestGlobals {
  readonly afterEach: Hook
  readonly afterAll: Hook
  readonly expect: {
    getState(): { readonly currentTestName?: string | undefined; readonly testPath?: string | undefined }
  }
}

/** Nothing where they are not global. */
export function jestGlobals(): JestGlobals | undefined {
  const known = ['afterEach', 'afterAll', 'expect'].every((name) => name in globalThis)
  return known ? ofJest(globalThis) : undefined
}

/** Jest promises the shape of its globals; nothing that is installed here types them. */
function ofJest(globals: object): JestGlobals {
  return globals as JestGlobals
}
