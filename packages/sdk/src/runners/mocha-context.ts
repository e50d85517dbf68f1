interface Runnable {
  readonly parent: MochaSuite
  readonly file?: string | undefined
  readonly err?: unknown
  readonly pending: boolean
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
