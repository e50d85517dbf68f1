import type { DataContext } from '../context/data-context.ts'
import type { TestConfig } from '../context/test-config.ts'

/**
 * Around the body of a test: `test('…', withData(async (data) => { … }))`. `This` is what the runner calls bodies on, and
 * what it calls them with comes after the data.
 */
export interface WithData<Context extends DataContext, This = unknown> {
  <Args extends readonly unknown[]>(body: DataBody<Context, This, Args>): (this: This, ...args: Args) => Promise<void>
  /** For a test that says otherwise than the suite. */
  <Args extends readonly unknown[]>(
    overrides: TestConfig,
    body: DataBody<Context, This, Args>,
  ): (this: This, ...args: Args) => Promise<void>
}

export type DataBody<Context, This, Args extends readonly unknown[]> = (
  this: This,
  data: Context,
  ...args: Args
) => unknown
