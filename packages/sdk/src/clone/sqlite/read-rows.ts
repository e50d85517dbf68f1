import type { Session } from '../../database/adapter.ts'
import { quoteIdentifier } from '../../database/sqlite/quote.ts'
import { ExactText, type StoredValue } from './stored-value.ts'
import type { LayoutColumn, TableLayout } from './table-layout.ts'

/** Rows of one table, some at a time, in an order that the same state always gives. */
export interface RowBatch {
  /** Each is a value per column of the layout. */
  readonly rows: readonly StoredValue[][]
  /** The number of each row, where the table has them. */
  readonly rowids: readonly bigint[]
  readonly bytes: number
}

export interface RowRange {
  /** Only of tables with row numbers; after is not part of it, to is. */
  readonly after?: bigint | undefined
  readonly to?: bigint | undefined
  readonly condition?: string | undefined
}

/** Enough for a statement's own cost to be lost in it, and few enough that long texts and blobs fit into memory. */
const mostRows = 1000
const usualBytes = 4 * 2 ** 20

/** Reads without a cursor, which would keep the connection from everything else: each batch begins after the last row. */
export async function* readRows(
  session: Session,
  layout: TableLayout,
  encoding: string,
  range: RowRange = {},
): AsyncGenerator<RowBatch, void, undefined> {
  const source = new TableReader(layout, encoding, range)
  let limit = 64
  for (;;) {
    const batch = await source.next(session, limit)
    if (batch.rows.length > 0) yield batch
    if (batch.rows.length < limit) return
    limit = Math.max(1, Math.min(mostRows, Math.floor((usualBytes * limit) / Math.max(1, batch.bytes)), limit * 4))
  }
}

type Found = Record<string, unknown>

class TableReader {
  readonly #layout: TableLayout
  readonly #encoding: string
  /** A file in UTF-16 may hold halves of characters, which no text of UTF-8 can: every text is read as bytes. */
  readonly #exact: boolean
  readonly #range: RowRange
  readonly #select: string
  readonly #order: string
  readonly #read: (row: Found) => StoredValue[]
  #after: bigint | undefined
  #key: readonly StoredValue[] | undefined
  #offset = 0

  constructor(layout: TableLayout, encoding: string, range: RowRange) {
    const { columns, rowid, name, key } = layout
    this.#layout = layout
    this.#encoding = encoding
    this.#exact = encoding !== 'UTF-8'
    this.#range = range
    this.#after = range.after
    const number = rowid === undefined ? [] : [`${quoteIdentifier(rowid)} as r`]
    this.#select = `select ${[...number, ...columns.flatMap((one, at) => selected(one, at, this.#exact))].join(', ')} from main.${quoteIdentifier(name)}`
    const order = rowid === undefined ? key : [rowid]
    this.#order = order.length === 0 ? '' : ` order by ${order.map(quoteIdentifier).join(', ')}`
    this.#read = rowReader(columns, encoding)
  }

  async next(session: Session, limit: number): Promise<RowBatch> {
    const parameters: unknown[] = []
    const conditions = this.#conditions(parameters)
    const where = conditions.length === 0 ? '' : ` where ${conditions.join(' and ')}`
    const from = this.#byOffset() ? ` offset ${this.#offset}` : ''
    const found = await session.query<Found>(`${this.#select}${where}${this.#order} limit ${limit}${from}`, parameters)
    const rows: StoredValue[][] = []
    const rowids: bigint[] = []
    let bytes = 0
    for (const one of found) {
      const row = this.#read(one)
      if (!this.#exact && row.some(isSuspect)) await this.#exactly(session, one, row)
      for (const value of row) bytes += sizeOf(value)
      rows.push(row)
      if (this.#layout.rowid !== undefined) rowids.push(wholeOf(one.r))
    }
    this.#moveOn(rows, rowids)
    return { rows, rowids, bytes }
  }

  /** Only where columns have taken every name of the row's number. */
  #byOffset(): boolean {
    return this.#layout.rowid === undefined && this.#layout.key.length === 0
  }

  #moveOn(rows: readonly StoredValue[][], rowids: readonly bigint[]): void {
    this.#offset += rows.length
    this.#after = rowids.at(-1) ?? this.#after
    const { key, columns } = this.#layout
    const last = rows.at(-1)
    if (last && key.length > 0) {
      this.#key = key.map((name) => last[columns.findIndex((column) => column.name === name)] ?? null)
    }
  }

  #conditions(parameters: unknown[]): string[] {
    const { rowid, key } = this.#layout
    const conditions = this.#range.condition === undefined ? [] : [`(${this.#range.condition})`]
    if (rowid !== undefined) {
      const number = quoteIdentifier(rowid)
      if (this.#after !== undefined) conditions.push(`${number} > ${this.#after}`)
      if (this.#range.to !== undefined) conditions.push(`${number} <= ${this.#range.to}`)
    } else if (this.#key !== undefined) {
      conditions.push(`(${key.map(quoteIdentifier).join(', ')}) > (${bound(this.#key, parameters)})`)
    }
    return conditions
  }

  /** Reads the texts of a row again by their bytes. */
  async #exactly(session: Session, found: Found, row: StoredValue[]): Promise<void> {
    const { columns, rowid, key, name } = this.#layout
    const parameters: unknown[] = []
    const which =
      rowid === undefined
        ? key.map((one) => {
            const at = columns.findIndex((column) => column.name === one)
            return `${quoteIdentifier(one)} = ${bound([row[at] ?? null], parameters)}`
          })
        : [`${quoteIdentifier(rowid)} = ${wholeOf(found.r)}`]
    // A key that is itself no text cannot find its row; then what is read is what stands in the batch.
    const suspects = row.flatMap((value, at) => (isSuspect(value) ? at : []))
    const list = suspects.map((at) => `cast(${quoteIdentifier(columns[at]?.name ?? '')} as blob) as c${at}`)
    const [again] = await session.query<Found>(
      `select ${list.join(', ')} from main.${quoteIdentifier(name)} where ${which.join(' and ')}`,
      parameters,
    )
    for (const at of suspects) {
      const bytes = again?.[`c${at}`]
      if (bytes instanceof Uint8Array && !Buffer.from(String(row[at])).equals(bytes))
        row[at] = new ExactText(bytes, this.#encoding)
    }
  }
}

function bound(values: readonly StoredValue[], parameters: unknown[]): string {
  return values
    .map((value) => {
      parameters.push(value instanceof ExactText ? value.bytes : value)
      const place = `$${parameters.length}`
      return value instanceof ExactText ? `cast(${place} as text)` : place
    })
    .join(', ')
}

/** Where characters might lose something, a text comes as its bytes and is marked as one. */
function selected({ name, affinity }: LayoutColumn, at: number, exact: boolean): string[] {
  const quoted = quoteIdentifier(name)
  const value = exact ? `case typeof(${quoted}) when 'text' then cast(${quoted} as blob) else ${quoted} end` : quoted
  return [
    `${value} as c${at}`,
    ...(affinity === 'blob' ? [`typeof(${quoted}) = 'real' as r${at}`] : []),
    ...(exact ? [`typeof(${quoted}) = 'text' as t${at}`] : []),
  ]
}

function rowReader(columns: readonly LayoutColumn[], encoding: string): (row: Found) => StoredValue[] {
  const places = columns.map(({ affinity }, at) => ({ affinity, value: `c${at}`, real: `r${at}`, text: `t${at}` }))
  return (row) =>
    places.map(({ affinity, value, real, text }): StoredValue => {
      const found = row[value]
      switch (typeof found) {
        case 'string':
        case 'bigint':
          return found
        case 'number':
          if (affinity === 'real' || !Number.isSafeInteger(found)) return found
          return affinity === 'blob' && row[real] === 1 ? found : BigInt(found)
        default:
          if (!(found instanceof Uint8Array)) return null
          return row[text] === 1 ? new ExactText(found, encoding) : found
      }
    })
}

/** U+FFFD is what bytes that are no UTF-8 become. */
function isSuspect(value: StoredValue | undefined): boolean {
  return typeof value === 'string' && value.includes('\uFFFD')
}

function wholeOf(value: unknown): bigint {
  return typeof value === 'bigint' ? value : BigInt(Number(value))
}

function sizeOf(value: StoredValue): number {
  if (value === null) return 1
  if (typeof value === 'string') return value.length
  if (value instanceof ExactText) return value.bytes.length
  return value instanceof Uint8Array ? value.length : 8
}
