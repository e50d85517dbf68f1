import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import { maskOf } from '../between/table-plans.ts'
import type { CopyContext } from '../copy-context.ts'
import { copyTable } from './copy-table.ts'
import { runSqliteSteps } from './run-steps.ts'
import { readSourceFacts } from './source-facts.ts'
import { StagingFile } from './staging-file.ts'
import { layoutOf } from './table-layout.ts'

/** SQLite to SQLite: the tables, and their rows on one state of the source. What comes after the rows is `finishSqlite`. */
export async function copySqlite(context: CopyContext): Promise<void> {
  const { source, schema, plan, policy, selections, signal } = context
  using staging = await StagingFile.open(context.staging)
  await source.session(
    async (session) => {
      const { settings } = await readSourceFacts(session)
      staging.takeOver(settings)
      await runSqliteSteps(staging, plan.before, context)
      for (const { table: name } of plan.tables) {
        const table = schema.tables.find((one) => maskingTableName(schema, one) === name)
        if (table === undefined) continue
        await copyTable({
          context,
          session,
          staging,
          name,
          layout: layoutOf(table),
          policy: maskOf(policy, name, table),
          selection: selections.get(name),
          encoding: settings.encoding,
        })
      }
    },
    { signal },
  )
  staging.settle()
}
