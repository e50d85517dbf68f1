import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import type { Insert, Writer } from '../../factory/writer.ts'
import { columnNamed, type FactoryTables } from '../../fill/factories/factory-tables.ts'
import { jsonOfRows } from '../../fill/factories/row-json.ts'
import { statementColumn, statements } from '../../fill/factories/statements.ts'
import type { DatabaseTarget } from '../data-need.ts'

/**
 * Has every row noted before it is written, where others use the database too. Only rows whose keys nobody has: one that
 * is there already is somebody's, and must not be deleted at the end.
 */
export function notingWriter(target: DatabaseTarget, tables: FactoryTables, writer: Writer): Writer {
  if (target.isolated) return writer
  return {
    ...writer,
    async write(plan) {
      const takeBack: (() => void)[] = []
      try {
        for (const insert of plan.inserts) takeBack.push(await note(target, tables, writer, insert))
        await writer.write(plan)
      } catch (thrown) {
        // A commit whose answer was lost may have come through.
        const lost = thrown instanceof UnderstudyError && thrown.code === 'CONNECTION_LOST'
        if (!lost) for (const back of takeBack) back()
        throw thrown
      }
    },
  }
}

async function note(
  target: DatabaseTarget,
  tables: FactoryTables,
  writer: Writer,
  { entity, fields, rows }: Insert,
): Promise<() => void> {
  const { key } = await writer.table(entity, fields)
  const table = tables.named(entity)
  const made = statements[target.database.dialect]
  if (key.length > 0) {
    const columns = key.map((field) => statementColumn(table, field, rows))
    const placed = rows.map((row, place) => [...key.map((field) => row[field]), place])
    const there = await target.database.query(made.find(table, columns), [jsonOfRows(placed, made.form)])
    if (there.length > 0) throw taken(entity, there.length)
  }
  const names = key.map((field) => columnNamed(table, field)?.name ?? field)
  const keys = rows.map((row) => Object.fromEntries(key.map((field, i) => [names[i] ?? field, row[field]])))
  const { schema, name } = table
  return target.note(quoting[target.database.dialect] === quoting.sqlite ? name : `${schema}.${name}`, names, keys)
}

function taken(entity: string, count: number): UnderstudyError {
  return new UnderstudyError('TEST_DATA_FAILED', {
    operation: `create rows of ${entity}`,
    at: entity,
    message: `${count} rows of ${entity} would have keys that rows of somebody else have`,
    hint: 'Let the database number the rows, or give each test its own seed.',
  })
}
