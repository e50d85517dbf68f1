import type { Table } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { refuseAborted } from '../../database/lane.ts'
import { quoteIdentifier, quoteTable } from '../../database/postgres/quote.ts'
import { sqliteFailure } from '../../database/sqlite/failure.ts'
import * as sqlite from '../../database/sqlite/quote.ts'
import { canonicalText } from '../copy/canonical-text.ts'
import type { CopyContext } from '../copy-context.ts'
import { checkIntegrity, checkKeys } from '../sqlite/finish-sqlite.ts'
import { RowInserter } from '../sqlite/insert-rows.ts'
import { rowMask } from '../sqlite/row-mask.ts'
import { runSqliteSteps } from '../sqlite/run-steps.ts'
import { StagingFile } from '../sqlite/staging-file.ts'
import type { StoredValue } from '../sqlite/stored-value.ts'
import { convertSchema } from './convert-schema.ts'
import type { ConvertedColumn, ConvertedTable } from './converted.ts'
import { copyWholeTable, type SourceBatch } from './copy-whole-table.ts'
import { uncastable } from './refuse-value.ts'
import { maskOf } from './table-plans.ts'
import { Unstorable, valueForSqlite } from './value-for-sqlite.ts'

/** From Postgres: the tables in SQLite, and their rows on one snapshot. */
export async function copyToSqlite(context: CopyContext): Promise<void> {
  const { source, schema, plan, signal } = context
  using staging = await StagingFile.open(context.staging)
  await runSqliteSteps(staging, plan.before, context)
  const { tables } = convertSchema(schema, 'sqlite')
  await source.session(
    async (session) => {
      for (const { table: name } of plan.tables) {
        const table = tables.get(name)
        if (table !== undefined) await copyTable(context, session, staging, name, table)
      }
    },
    { signal },
  )
  staging.settle()
}

export async function finishToSqlite(context: CopyContext): Promise<void> {
  using staging = await StagingFile.open(context.staging)
  await runSqliteSteps(staging, context.plan.after, context)
  checkIntegrity(staging.sqlite)
  checkKeys(staging.sqlite, new Map())
  staging.settle()
}

async function copyTable(
  context: CopyContext,
  session: Session,
  staging: StagingFile,
  name: string,
  { from, to, columns }: ConvertedTable,
): Promise<void> {
  const policy = maskOf(context.policy, name, from)
  const mask = rowMask(
    policy,
    columns.map((one) => one.from.name),
  )
  const convert = converter(name, columns, mask)
  await copyWholeTable({
    context,
    name,
    policy,
    mask,
    read: () => readRows(session, from, columns, context),
    async replace(batches) {
      const { sqlite: database } = staging
      const inserter =
        columns.length === 0
          ? undefined
          : new RowInserter(
              database,
              to.name,
              columns.map((one) => one.to.name),
            )
      database.exec('begin immediate')
      try {
        database.exec(`delete from main.${sqlite.quoteIdentifier(to.name)}`)
        for await (const rows of batches) inserter?.insert(convert(rows))
        database.exec('commit')
      } catch (thrown) {
        if (database.inTransaction) database.exec('rollback')
        throw sqliteFailure(thrown, `copy ${name}`)
      }
    },
  })
}

/** Rows of a table without columns of its own are not read: nothing of them would be written. */
async function* readRows(
  session: Session,
  table: Table,
  columns: readonly ConvertedColumn[],
  { selections, signal, schema }: CopyContext,
): AsyncGenerator<SourceBatch, void, undefined> {
  if (columns.length === 0) return
  const list = columns.map(({ from }, at) => `${quoteIdentifier(from.name)}::pg_catalog.text as c${at}`).join(', ')
  const text = `select ${list} from ${table.kind === 'partitioned' ? '' : 'only '}${quoteTable(table)}`
  const selection = selections.get(maskingTableName(schema, table))
  const names = columns.map((_, at) => `c${at}`)
  const conditions = selection === undefined ? [undefined] : selection.conditions()
  for await (const condition of conditions) {
    const query = condition === undefined ? text : `${text} where ${condition}`
    for await (const found of session.stream<Record<string, string | null>>(query, [], { batchSize: 1000, signal })) {
      refuseAborted(signal)
      let bytes = 0
      const rows = found.map((row) =>
        names.map((column) => {
          const value = row[column] ?? null
          bytes += value?.length ?? 1
          return value
        }),
      )
      yield { rows, bytes }
    }
  }
}

function converter(name: string, columns: readonly ConvertedColumn[], mask: ReturnType<typeof rowMask>) {
  const canonical = columns.map(({ from }) => canonicalText(from.type) ?? ((text: string) => text))
  const store = columns.map(({ from }) => valueForSqlite(from.type))
  return (rows: readonly StoredValue[][]): StoredValue[][] =>
    rows.map((row) => {
      const texts = row.map((value, at) => (typeof value === 'string' ? (canonical[at]?.(value) ?? value) : null))
      const written = [...texts]
      mask.row(
        (place) => texts[place] ?? null,
        (place, text) => {
          written[place] = text
        },
      )
      return written.map((text, at) => {
        const value = text === null ? null : (store[at]?.(text) ?? text)
        if (value instanceof Unstorable) throw uncastable(name, columns[at]?.from.name ?? '', value.what)
        return value
      })
    })
}
