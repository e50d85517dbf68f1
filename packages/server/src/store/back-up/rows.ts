import { type Kysely, sql, type Transaction } from 'kysely'
import { kindOf, type TableShape } from '../shape/table-shape.ts'

export type Row = Readonly<Record<string, unknown>>

/** Rows that are read, and written, at once: few where one may be as large as a chunk of a dataset. */
export const pageOf = (shape: TableShape) => (Object.values(shape.columns).includes('bytes') ? 20 : 500)

/** In the order of the primary key, page by page. */
export async function* rowsOf<Tables>(db: Kysely<Tables>, table: string, shape: TableShape): AsyncGenerator<Row> {
  const key = sql.join(shape.primaryKey.map((column) => sql.ref(column)))
  for (let last: Row | undefined; ; ) {
    const after = last
    const past =
      after === undefined ? sql`` : sql`where (${key}) > (${sql.join(shape.primaryKey.map((column) => after[column]))})`
    const { rows } =
      await sql<Row>`select * from ${sql.table(table)} ${past} order by ${key} limit ${sql.lit(pageOf(shape))}`.execute(
        db,
      )
    yield* rows
    last = rows.at(-1)
    if (rows.length < pageOf(shape)) return
  }
}

export async function insertRows<Tables>(
  tx: Transaction<Tables>,
  table: string,
  shape: TableShape,
  rows: readonly Row[],
): Promise<void> {
  const columns = Object.keys(shape.columns)
  const values = rows.map((row) => sql`(${sql.join(columns.map((column) => row[column]))})`)
  const names = sql.join(columns.map((column) => sql.ref(column)))
  await sql`insert into ${sql.table(table)} (${names}) values ${sql.join(values)}`.execute(tx)
}

/** Bytes become base64. */
export function lineOf(row: Row, { columns }: TableShape): string {
  return JSON.stringify(
    Object.fromEntries(
      Object.keys(columns).map((column) => {
        const value = row[column]
        return [column, value instanceof Uint8Array ? Buffer.from(value).toString('base64') : value]
      }),
    ),
  )
}

export function rowOf(line: string, { columns }: TableShape): Row {
  const read = JSON.parse(line) as Row
  return Object.fromEntries(
    Object.entries(columns).map(([column, kind]) => {
      const value = read[column]
      return [column, kindOf(kind) === 'bytes' && typeof value === 'string' ? Buffer.from(value, 'base64') : value]
    }),
  )
}
