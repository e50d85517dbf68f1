import { rowsSource } from '../../../packages/sdk/src/assess/read/rows-source.ts'
import { streamOf } from '../../../packages/sdk/src/random/stream.ts'
import { Draws } from '../../../packages/sdk/src/synthesize/fidelity/draws.ts'
import type { Cells, Table } from '../../../packages/sdk/src/synthesize/fidelity/table/cells.ts'
import { readTables } from '../../../packages/sdk/src/synthesize/fidelity/table/read-tables.ts'
import { analyzePatterns } from '../../../packages/sdk/src/synthesize/learn/analyze-patterns.ts'
import { generateSynthetic } from '../../../packages/sdk/src/synthesize/sample/generate-synthetic.ts'

/** Rows of a table as objects, texts as a file of CSV holds them. */
export function objectsOf({ columns, rows }: Table): Record<string, unknown>[] {
  const read = (cells: Cells, row: number): unknown => {
    if (cells.as === 'words') return cells.words[cells.codes[row]!] ?? null
    return cells.as === 'numbers' && !Number.isNaN(cells.values[row]) ? cells.values[row] : null
  }
  return Array.from({ length: rows }, (_, row) =>
    Object.fromEntries([...columns].map(([name, cells]) => [name, read(cells, row)])),
  )
}

/** So many rows out of what was learned of these. */
export async function madeRows(learnedOf: Table, rows: number, seed: string): Promise<Record<string, unknown>[]> {
  const { entity } = learnedOf
  const source = rowsSource({ data: { [entity]: objectsOf(learnedOf) } })
  const patterns = await analyzePatterns(source, { at: new Date(0) })
  const made = await generateSynthetic(patterns, { rows, seed }).collect()
  return made[entity] ?? []
}

/** Rows as a table again: all as texts, as those of the real table are. */
export async function tableOf(entity: string, rows: readonly Record<string, unknown>[]): Promise<Table> {
  const texts = rows.map((row) =>
    Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, value === null || value === undefined ? null : textOf(value)]),
    ),
  )
  const table = (await readTables(rowsSource({ data: { [entity]: texts } }))).get(entity)
  if (table === undefined) throw new Error('no rows')
  return table
}

function textOf(value: unknown): string {
  return value instanceof Date ? value.toISOString() : String(value)
}

export function randomRows(count: number, of: number, seed: string): Int32Array {
  return new Draws(streamOf(seed)).sample(of, count)
}
