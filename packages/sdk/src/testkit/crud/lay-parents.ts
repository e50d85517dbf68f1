import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { entityNames, keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { fillDatabase } from '../../fill/fill-database.ts'
import { type LiteralRow, selectLiterals, tableText, valuesOf, whereEqual } from '../constraints/literal-row.ts'

/** Rows that a row of one table may have to refer to. */
export interface Parents {
  remove(session: Session): Promise<void>
}

const rowsEach = 4

/** Puts rows into the tables that a table refers to, on and on, where they have none. */
export async function layParents(
  session: Session,
  definition: SchemaDefinition,
  table: Table,
  seed: string,
): Promise<Parents> {
  const nameOf = entityNames(definition.tables, definition.defaultSchema)
  const empty: Table[] = []
  for (const parent of parentsOf(definition, table)) {
    const rows = await session.query(`select 1 as there from ${tableText(parent, session.dialect)} limit 1`)
    if (rows.length === 0) empty.push(parent)
  }
  if (empty.length > 0) await fillWhatCanBe(session, definition, empty.map(nameOf), seed)
  const laid: { readonly table: Table; readonly rows: readonly LiteralRow[]; readonly key: readonly string[] }[] = []
  for (const parent of empty) {
    const key = rowKey(parent)
    const rows = await session.query<LiteralRow>(
      selectLiterals(tableText(parent, session.dialect), key, session.dialect),
    )
    laid.push({ table: parent, rows, key })
  }
  return {
    async remove(later) {
      // In a circle no order helps, and what is put off to the commit does.
      await later.execute(later.capabilities.deferConstraints)
      for (const { table: of, rows, key } of laid) {
        for (const row of rows) {
          const where = whereEqual(key, valuesOf(row, key), later.dialect)
          await later.query(`delete from ${tableText(of, later.dialect)} where ${where}`)
        }
      }
    },
  }
}

/** Each before those that it refers to itself; in a circle one of them has to be the first. */
function parentsOf(definition: SchemaDefinition, table: Table): Table[] {
  const seen = new Set([keyOf(table)])
  const found: Table[] = []
  const visit = (child: Table): void => {
    for (const one of child.constraints) {
      if (one.kind !== 'foreign key' || !one.enforced || seen.has(keyOf(one.references))) continue
      const parent = definition.tables.find((other) => keyOf(other) === keyOf(one.references))
      if (!parent) continue
      seen.add(keyOf(parent))
      visit(parent)
      found.unshift(parent)
    }
  }
  visit(table)
  return found
}

/** Without a parent a row may still be possible, which its own preparation finds out. */
async function fillWhatCanBe(
  session: Session,
  definition: SchemaDefinition,
  only: readonly string[],
  seed: string,
): Promise<void> {
  try {
    await fillDatabase(session, { definition, rows: rowsEach, only, seed })
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || thrown.code.startsWith('CONNECTION')) throw thrown
  }
}

function rowKey({ constraints, columns }: Table): readonly string[] {
  for (const one of constraints) if (one.kind === 'primary key') return one.columns
  for (const one of constraints) if (one.kind === 'unique') return one.columns
  return columns.map(({ name }) => name)
}
