import type { Table } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'
import { type LiteralRow, selectLiterals, tableText } from './literal-row.ts'

/** Keys of rows that stand there and that no row of a table refers to by these columns. */
export async function freeParents(
  session: Session,
  child: { readonly table: Table; readonly columns: readonly string[] },
  parent: { readonly table: Table; readonly columns: readonly string[] },
  most: number,
): Promise<LiteralRow[]> {
  const { dialect } = session
  const { quoteIdentifier } = quoting[dialect]
  const referred = parent.columns.map((name) => `p.${quoteIdentifier(name)}`)
  const same = child.columns.map((name, i) => `c.${quoteIdentifier(name)} = ${referred[i]}`).join(' and ')
  const there = referred.map((name) => `${name} is not null`).join(' and ')
  const taken = `select 1 from ${tableText(child.table, dialect)} c where ${same}`
  const from = `${tableText(parent.table, dialect)} p where ${there} and not exists (${taken})`
  const text = `${selectLiterals(from, parent.columns, dialect)} limit ${most}`
  try {
    return await session.transaction((inner) => inner.query<LiteralRow>(text))
  } catch (thrown) {
    // What may not be read, no row of a test can refer to.
    if (thrown instanceof UnderstudyError && thrown.code === 'PERMISSION_DENIED') return []
    throw thrown
  }
}
