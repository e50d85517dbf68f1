import { createReadStream } from 'node:fs'
import { batchOf } from '../src/formats/batch-of-rows.ts'
import { formats } from '../src/formats/formats.ts'
import { sharedData } from '../src/formats/shared-data.ts'
import type { DataSchema } from '../src/model/schema.ts'
import type { RowSource } from '../src/quality/row-source.ts'
import { streamOf } from '../src/random/stream.ts'
import { Draws } from '../src/synthesize/fidelity/draws.ts'
import type { Cells, Table } from '../src/synthesize/fidelity/table/cells.ts'
import { readTables } from '../src/synthesize/fidelity/table/read-tables.ts'

type Row = Readonly<Record<string, unknown>>

/** Rows in memory, by entity, in batches of 500. */
export function sourceOf(data: Readonly<Record<string, readonly Row[]>>, schema?: DataSchema): RowSource {
  return {
    name: 'rows',
    schema,
    async *batches({ entities } = {}) {
      for (const [entity, rows] of Object.entries(data)) {
        if (entities !== undefined && !entities.includes(entity)) continue
        for (let first = 0; first < rows.length; first += 500)
          yield batchOf(entity, rows.slice(first, first + 500), undefined, first)
      }
    },
  }
}

/** A file of ../shared/data/tables, as its rows; undefined, and said, where it is absent. */
export async function knownTable(name: string): Promise<Table | undefined> {
  const url = sharedData(`tables/${name}.csv`)
  if (url === undefined) return undefined
  const source: RowSource = { name, batches: () => formats.csv.decode!(createReadStream(url), { entity: name }) }
  return (await readTables(source)).get(name)
}

/** A kind of sales: a grade and a colour, a size that goes with the grade, a price that goes with all of them. */
export function madeTable(seed: string, rows: number): Table {
  const draws = new Draws(streamOf(seed))
  const unit = () => draws.below(1 << 30) / (1 << 30)
  const bell = () => unit() + unit() + unit() + unit() - 2
  const size = new Float64Array(rows)
  const price = new Float64Array(rows)
  const age = new Float64Array(rows)
  const grade = new Int32Array(rows)
  const colour = new Int32Array(rows)
  for (let row = 0; row < rows; row++) {
    grade[row] = Math.min(draws.below(4), draws.below(4))
    colour[row] = unit() < 0.7 ? grade[row]! : draws.below(5)
    size[row] = Math.round((2 + grade[row]! + bell()) * 100) / 100
    price[row] = Math.round(size[row]! ** 2 * 400 * (1 + colour[row]! / 10 + bell() / 10))
    age[row] = unit() < 0.1 ? Number.NaN : Math.round(20 + 60 * unit())
  }
  const words = (codes: Int32Array, list: readonly string[]): Cells => ({ as: 'words', codes, words: list })
  const numbers = (values: Float64Array): Cells => ({ as: 'numbers', of: 'number', values })
  return {
    entity: 'sales',
    rows,
    columns: new Map([
      ['grade', words(grade, ['plain', 'good', 'fine', 'best'])],
      ['colour', words(colour, ['red', 'green', 'blue', 'white', 'black'])],
      ['size', numbers(size)],
      ['price', numbers(price)],
      ['age', numbers(age)],
    ]),
  }
}

export function rowsAt(table: Table, rows: Int32Array): Table {
  const at = (cells: Cells): Cells => {
    if (cells.as === 'words') return { ...cells, codes: rows.map((row) => cells.codes[row]!) }
    if (cells.as === 'numbers') return { ...cells, values: Float64Array.from(rows, (row) => cells.values[row]!) }
    return cells
  }
  return {
    entity: table.entity,
    rows: rows.length,
    columns: new Map([...table.columns].map(([name, cells]) => [name, at(cells)])),
  }
}

/** All rows in random order, in so many parts of one size. */
export function partsOf(table: Table, parts: number, seed: string): Table[] {
  const order = new Draws(streamOf(seed)).sample(table.rows, table.rows)
  const size = Math.floor(table.rows / parts)
  return Array.from({ length: parts }, (_, part) => rowsAt(table, order.subarray(part * size, (part + 1) * size)))
}

/** Each column by itself in another order: the columns stay, and have nothing to do with each other any more. */
export function shuffledColumns(table: Table, seed: string): Table {
  const draws = new Draws(streamOf(seed))
  return {
    ...table,
    columns: new Map(
      [...table.columns].map(([name, cells]) => {
        const one = { ...table, columns: new Map([[name, cells]]) }
        return [name, rowsAt(one, draws.sample(table.rows, table.rows)).columns.get(name)!]
      }),
    ),
  }
}

/** The rows of both, those of the second at the end; both must have been parts of one table. */
export function together(first: Table, second: Table): Table {
  const both = (a: Cells, b: Cells | undefined): Cells => {
    if (a.as === 'words' && b?.as === 'words') return { ...a, codes: Int32Array.of(...a.codes, ...b.codes) }
    if (a.as === 'numbers' && b?.as === 'numbers') return { ...a, values: Float64Array.of(...a.values, ...b.values) }
    throw new Error('columns of two types')
  }
  return {
    entity: first.entity,
    rows: first.rows + second.rows,
    columns: new Map([...first.columns].map(([name, cells]) => [name, both(cells, second.columns.get(name))])),
  }
}
