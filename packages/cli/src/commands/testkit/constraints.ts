import { constraintResults, testConstraints } from '@understudy/sdk/testkit'
import type { Around, Outcome } from '../command.ts'
import { runTests, type TestFlags } from './run-tests.ts'

export interface ConstraintsFlags extends TestFlags {
  readonly schema: readonly string[]
  readonly table: readonly string[]
  readonly seed?: string
}

export async function constraintsCommand(
  url: string | undefined,
  flags: ConstraintsFlags,
  around: Around,
): Promise<Outcome> {
  return await runTests('constraints', url, flags, around, async (client, say) => {
    const tested = await testConstraints(client, {
      ...(flags.schema.length > 0 && { schemas: flags.schema }),
      ...(flags.table.length > 0 && { tables: flags.table }),
      seed: flags.seed,
      signal: around.signal,
      onFinding: ({ table, constraint }) => say(`${table}: ${constraint}`),
    })
    return { results: constraintResults(tested), document: { constraints: tested } }
  })
}
