import { analyzeSchema } from '../../catalog/analyze.ts'
import type { SchemaDefinition } from '../../catalog/definition.ts'
import { withScratchDatabase } from '../../catalog/scratch.ts'
import type { CopyContext } from '../copy-context.ts'

/** What the target is to be, as its own engine tells it: the steps of the plan are run where no rows are. */
export async function expectedSchema({
  plan,
  staging,
}: Pick<CopyContext, 'plan' | 'staging'>): Promise<SchemaDefinition> {
  return await withScratchDatabase(staging, async (database) => {
    for (const { statements } of [...plan.before, ...plan.after]) {
      for (const statement of statements) await database.execute(statement)
    }
    return await analyzeSchema(database)
  })
}
