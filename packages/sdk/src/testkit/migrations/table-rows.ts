import { createHash } from 'node:crypto'
import type { Table } from '../../catalog/definition.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { jsonText } from '../../formats/json-text.ts'

/** What a table held at one moment: enough to tell whether a column still holds the same values in the same rows. */
export interface TableRows {
  readonly schema: string
  readonly name: string
  readonly rows: number
  /** By column. A hash over the values of the column, whatever the order of rows. */
  readonly columns: Readonly<Record<string, string>>
}

/** Generated columns are left out: what they hold is the schema's doing. */
export async function readTableRows(session: Session, tables: readonly Table[]): Promise<TableRows[]> {
  const all: TableRows[] = []
  for (const table of tables) {
    // The rows of a whole stand in its partitions.
    if (table.kind === 'partitioned' || table.kind === 'foreign' || table.kind === 'virtual') continue
    all.push(await readOne(session, table))
  }
  return all
}

async function readOne(session: Session, { schema, name, columns }: Table): Promise<TableRows> {
  const { quoteIdentifier, quoteTable } = quoting[session.dialect]
  const kept = columns.filter(({ generated }) => generated === null).map((column) => column.name)
  const sums = kept.map(() => 0n)
  let rows = 0
  const list = kept.map((column, at) => `${asText(session, quoteIdentifier(column))} as c${at}`)
  const only = session.dialect === 'postgres' ? 'only ' : ''
  const text = `select ${['1 as one', ...list].join(', ')} from ${only}${quoteTable({ schema, name })}`
  for await (const page of session.stream<Record<string, unknown>>(text)) {
    rows += page.length
    for (const row of page) for (const [at] of kept.entries()) sums[at] = (sums[at] ?? 0n) + hash(row[`c${at}`])
  }
  return {
    schema,
    name,
    rows,
    columns: Object.fromEntries(kept.map((column, at) => [column, BigInt.asUintN(64, sums[at] ?? 0n).toString(16)])),
  }
}

/** As text, a number is the same before and after its column became wider. */
function asText({ dialect }: Session, column: string): string {
  return dialect === 'postgres' ? `${column}::text` : column
}

function hash(value: unknown): bigint {
  const text = value === null ? 'null' : `=${typeof value === 'string' ? value : jsonText(value)}`
  return createHash('sha1').update(text).digest().readBigUInt64BE(0)
}
