import type { Batch } from '../../model/batch.ts'
import type { DataSchema, FieldType } from '../../model/schema.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { streamOf, word } from '../../random/stream.ts'
import { type Chunk, readChunk, textsOf } from './read-chunk.ts'
import type { SampleColumn, SampleTable } from './sample-table.ts'
import { typeWords } from './type-words.ts'

/** Rows of an entity that are looked at; of more, those that a fixed draw by their number chooses. */
const MOST_ROWS = 500_000

interface Growing {
  seen: number
  rows: number
  /** Rows whose word lies below it are kept. */
  limit: number
  readonly numbers: Int32Array[]
  readonly columns: Map<string, { readonly chunk: Chunk; readonly part: number }[]>
}

/** All entities of a source, in the order of first sight; those of the schema that have no rows come last. */
export async function readSample(
  source: RowSource,
  options: { readonly mostRows?: number | undefined; readonly signal?: AbortSignal | undefined } = {},
): Promise<SampleTable[]> {
  const most = options.mostRows ?? MOST_ROWS
  const growing = new Map<string, Growing>()
  for await (const batch of source.batches({ signal: options.signal })) {
    let one = growing.get(batch.entity)
    if (!one) {
      one = { seen: 0, rows: 0, limit: 2 ** 32, numbers: [], columns: new Map() }
      growing.set(batch.entity, one)
    }
    add(one, batch)
    while (one.rows > most) thin(one)
  }
  const empty = (source.schema?.entities ?? []).filter(({ name }) => !growing.has(name))
  return [
    ...[...growing].map(([entity, one]) => tableOf(entity, one, source.schema)),
    ...empty.map(({ name, fields }): SampleTable => {
      const columns = fields.map(
        (field): SampleColumn => ({
          kind: 'word',
          name: field.name,
          type: field.type ?? 'text',
          words: [],
          codes: new Int32Array(0),
        }),
      )
      return { entity: name, rows: 0, seen: 0, columns, mixed: [] }
    }),
  ]
}

const chance = streamOf('rows that are looked at')

function add(one: Growing, batch: Batch): void {
  const chosen: number[] = []
  for (let row = 0; row < batch.length; row++)
    if (one.limit >= 2 ** 32 || word(chance, one.seen + row) < one.limit) chosen.push(row)
  const rows = Int32Array.from(chosen)
  const part = one.numbers.length
  one.numbers.push(rows.map((row) => row + one.seen))
  for (const { name, vector } of batch.columns) {
    const chunks = one.columns.get(name) ?? []
    chunks.push({ chunk: readChunk(vector, rows), part })
    one.columns.set(name, chunks)
  }
  one.seen += batch.length
  one.rows += rows.length
}

/** Half of the rows go, by their own numbers: what is kept does not depend on how rows came in batches. */
function thin(one: Growing): void {
  one.limit /= 2
  const kept = one.numbers.map((numbers) => {
    const places: number[] = []
    numbers.forEach((row, at) => {
      if (word(chance, row) < one.limit) places.push(at)
    })
    return places
  })
  for (const chunks of one.columns.values())
    chunks.forEach(({ chunk, part }, i) => {
      chunks[i] = { chunk: taken(chunk, kept[part]!), part }
    })
  kept.forEach((places, part) => {
    one.numbers[part] = Int32Array.from(places, (at) => one.numbers[part]![at]!)
  })
  one.rows = kept.reduce((sum, { length }) => sum + length, 0)
}

function taken(chunk: Chunk, places: readonly number[]): Chunk {
  switch (chunk.kind) {
    case 'word':
      return { ...chunk, values: places.map((at) => chunk.values[at]!) }
    case 'other':
      return { ...chunk, values: Uint8Array.from(places, (at) => chunk.values[at]!) }
    default:
      return { ...chunk, values: Float64Array.from(places, (at) => chunk.values[at]!) }
  }
}

function tableOf(entity: string, one: Growing, schema: DataSchema | undefined): SampleTable {
  const starts: number[] = []
  let start = 0
  for (const numbers of one.numbers) {
    starts.push(start)
    start += numbers.length
  }
  const fields = schema?.entities.find(({ name }) => name === entity)?.fields
  const columns: SampleColumn[] = []
  const mixed: string[] = []
  for (const [name, chunks] of one.columns) {
    const said = fields?.find((field) => field.name === name)?.type
    const read = joined(name, chunks, starts, one.rows, said)
    columns.push(read.column)
    if (read.mixed) mixed.push(name)
  }
  return { entity, rows: one.rows, seen: one.seen, columns, mixed }
}

function joined(
  name: string,
  chunks: readonly { readonly chunk: Chunk; readonly part: number }[],
  starts: readonly number[],
  rows: number,
  said: FieldType | undefined,
): { readonly column: SampleColumn; readonly mixed: boolean } {
  const kinds = new Set(chunks.map(({ chunk }) => chunk.kind))
  const types = new Set(chunks.map(({ chunk }) => chunk.type))
  const [kind] = kinds
  const [first = 'text'] = types
  if (kinds.size === 1 && (kind === 'number' || kind === 'time')) {
    const values = new Float64Array(rows).fill(Number.NaN)
    for (const { chunk, part } of chunks) if (chunk.kind === kind) values.set(chunk.values, starts[part]!)
    const numeric = types.size === 1 ? first : kind === 'number' ? 'float' : first
    const type = kind === 'number' && (said === 'decimal' || said === 'integer' || said === 'float') ? said : numeric
    return { column: { kind, name, type, values }, mixed: false }
  }
  if (kinds.size === 1 && kind === 'other') {
    const present = new Uint8Array(rows)
    for (const { chunk, part } of chunks) if (chunk.kind === 'other') present.set(chunk.values, starts[part]!)
    return { column: { kind: 'other', name, type: first, present }, mixed: false }
  }
  const numbers = new Map<string, number>()
  const codes = new Int32Array(rows).fill(-1)
  for (const { chunk, part } of chunks)
    textsOf(chunk).forEach((text, i) => {
      if (text === null) return
      let code = numbers.get(text)
      if (code === undefined) {
        code = numbers.size
        numbers.set(text, code)
      }
      codes[starts[part]! + i] = code
    })
  const type = kinds.size === 1 && types.size === 1 ? first : 'text'
  const read = typeWords({
    kind: 'word',
    name,
    type: said === 'text' ? 'text' : type,
    words: [...numbers.keys()],
    codes,
  })
  return {
    column: said === 'text' ? { kind: 'word', name, type: 'text', words: [...numbers.keys()], codes } : read.column,
    mixed: read.mixed || kinds.size > 1,
  }
}
