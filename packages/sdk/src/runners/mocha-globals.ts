import { UnderstudyError } from '../errors.ts'

interface Runnable {
  readonly parent: MochaSuite
  readonly file?: string | undefined
  readonly err?: unknown
  titlePath(): string[]
}

/** `this` of a test, as far as it is used here; at run time it is all of Mocha's. */
export interface MochaContext {
  readonly test: Runnable
  timeout(milliseconds: number | string): this
  retries(times: number): this
  skip(): never
}

export interface MochaSuite {
  readonly parent?: MochaSuite | undefined
  afterEach(title: string, body: (this: { readonly currentTest?: Runnable | undefined }) => Promise<void>): unknown
  afterAll(title: string, body: () => Promise<void>): unknown
}

type Define = (name: string, body: (this: MochaContext) => Promise<void>) => unknown

type MochaTest = Define & { readonly only: Define; readonly skip: Define }

/** What defines a test in the interface that Mocha runs with: `it` of bdd, `test` of tdd and qunit. */
export function mochaTest(): MochaTest {
  const found: unknown = Reflect.get(globalThis, 'it') ?? Reflect.get(globalThis, 'test')
  if (typeof found === 'function') return ofMocha(found)
  throw new UnderstudyError('USAGE', {
    operation: 'define a test with data',
    message: 'Mocha is not here: there is no global it, and no global test.',
    hint: 'Define tests with data in a file that Mocha runs, with the interface bdd or tdd.',
  })
}

/** Mocha promises the shape of its globals; nothing that is installed here types them. */
function ofMocha(found: unknown): MochaTest {
  return found as MochaTest
}
