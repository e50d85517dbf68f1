import { UnderstudyError } from '@understudy/sdk'
import { type Batch, formatNamed, parquetBatches, rowsOf } from '@understudy/sdk/formats'
import { z } from 'zod'
import type { Patience } from '../connector-services.ts'
import { failed } from '../failures.ts'
import type { OpenObject } from '../places/object-place.ts'
import { type ColumnPlan, guessedTypes, noPlan, shapesFor } from './column-plan.ts'
import { csvEnds, lineEnds, type RecordEnds, RecordTooLong, recordBlocks, recordsIn } from './record-ends.ts'
import type { Rejections } from './rejections.ts'
import { steadyBytes, steadyRange } from './steady-bytes.ts'
import { notOf, type Reject, typedBatch } from './typed-batch.ts'

export const objectFormats = ['csv', 'ndjson', 'json', 'parquet'] as const
export type ObjectFormat = (typeof objectFormats)[number]

/** One object of an import, and what its rows are. */
export const piece = z.object({
  name: z.string(),
  entity: z.string(),
  format: z.enum(objectFormats),
  delimiter: z.string().optional(),
  entityField: z.string().optional(),
})
export type Piece = z.infer<typeof piece>

/** Where to go on in an object: behind whole records. */
export const cursor = z.object({
  bytes: z.number().int(),
  rows: z.number().int(),
  /** Of csv: what its first line said, and what was taken for the types of its columns. */
  names: z.array(z.string()).optional(),
  types: z.record(z.string(), z.string()).optional(),
})
export type Cursor = z.infer<typeof cursor>

export interface Taken {
  readonly batches: readonly Batch[]
  /** Of the object so far, as it lies there. */
  readonly bytes: number
  /** Where one may go on from, if anything befalls; undefined where only from the beginning. */
  readonly cursor: Cursor | undefined
}

export interface Reading {
  /** What is given for the entity; undefined where nothing is. */
  readonly planOf: (entity: string) => ColumnPlan | undefined
  /** Whether the types of csv are guessed where nothing is said of them. */
  readonly guess: boolean
  readonly rejections: Rejections
  readonly patience: Patience
  readonly signal: AbortSignal
  readonly limits: { readonly objectBytes: number; readonly blockBytes: number; readonly wholeBytes: number }
}

/** The rows of an object as they come, with the memory of a block. */
export async function* readObject(
  object: OpenObject,
  piece: Piece,
  from: Cursor | undefined,
  reading: Reading,
): AsyncGenerator<Taken> {
  switch (piece.format) {
    case 'csv':
      yield* readCsv(object, piece, from, reading)
      return
    case 'ndjson':
      yield* readLines(object, piece, from, reading)
      return
    case 'json':
    case 'parquet':
      yield* readWhole(object, piece, reading)
  }
}

const mark = Buffer.from('\ufeff')

async function* blocksOf(
  object: OpenObject,
  records: RecordEnds,
  from: number,
  { patience, signal, limits }: Reading,
): AsyncGenerator<{ block: Uint8Array; end: number }> {
  const input = steadyBytes(object, from, { patience, signal, mostBytes: limits.objectBytes })
  let end = from
  try {
    for await (const block of recordBlocks(input, records, { least: limits.blockBytes, most: limits.wholeBytes })) {
      const first = end === 0 && Buffer.compare(block.subarray(0, 3), mark) === 0 ? 3 : 0
      end += block.length
      yield { block: block.subarray(first), end }
    }
  } catch (thrown) {
    if (thrown instanceof RecordTooLong) throw failed('one of its rows has no end for many megabytes')
    throw thrown
  }
}

async function* readLines(
  object: OpenObject,
  piece: Piece,
  from: Cursor | undefined,
  reading: Reading,
): AsyncGenerator<Taken> {
  let rows = from?.rows ?? 0
  const options = {
    entity: piece.entity,
    ...(piece.entityField === undefined ? {} : { entityField: piece.entityField }),
  }
  for await (const { block, end } of blocksOf(object, lineEnds(), from?.bytes ?? 0, reading)) {
    const batches: Batch[] = []
    const take = (batch: Batch, first: number) => {
      const reject = rejectIn(piece, batch.entity, first, reading)
      batches.push(typedBatch(batch, reading.planOf(batch.entity) ?? noPlan, reject))
    }
    const whole = await decoded('ndjson', block, options)
    if (whole) {
      for (const batch of whole) {
        take(batch, rows)
        rows += batch.length
      }
    } else {
      for (const line of recordsIn(block, lineEnds())) {
        if (isBlank(line)) continue
        const one = await decoded('ndjson', line, options)
        if (one === undefined) rejectIn(piece, piece.entity, rows, reading)(0, null, 'it is no object of JSON')
        for (const batch of one ?? []) take(batch, rows)
        rows += 1
      }
    }
    reading.rejections.refuseTooMany()
    yield { batches, bytes: end, cursor: { bytes: end, rows } }
  }
}

async function* readCsv(
  object: OpenObject,
  piece: Piece,
  from: Cursor | undefined,
  reading: Reading,
): AsyncGenerator<Taken> {
  const { entity, delimiter = ',' } = piece
  let rows = from?.rows ?? 0
  let names = from?.names
  const given = reading.planOf(entity) ?? noPlan
  let types = from?.types && new Map(Object.entries(from.types))
  for await (const { block, end } of blocksOf(object, csvEnds(delimiter), from?.bytes ?? 0, reading)) {
    let body = block
    if (names === undefined) {
      const [first = block] = recordsIn(block, csvEnds(delimiter))
      names = await namesIn(first, delimiter)
      body = block.subarray(first.length)
    }
    const text = { entity, delimiter, columns: names.map((name) => ({ name })) }
    types ??= new Map([
      ...(reading.guess ? guessedTypes((await decoded('csv', body, text)) ?? []) : []),
      ...given.types,
    ])
    const shapes = shapesFor(names, types)
    const required: ColumnPlan = { types: new Map(), required: given.required }
    const batches: Batch[] = []
    const take = (batch: Batch, first: number) =>
      batches.push(typedBatch(batch, required, rejectIn(piece, entity, first, reading)))
    const whole = await decoded('csv', body, { ...text, columns: shapes })
    if (whole) {
      for (const batch of whole) {
        take(batch, rows)
        rows += batch.length
      }
    } else {
      for (const record of recordsIn(body, csvEnds(delimiter))) {
        if (isBlank(record) && names.length !== 1) continue
        const one = await decoded('csv', record, { ...text, columns: shapes })
        if (one !== undefined) for (const batch of one) take(batch, rows)
        else await rejectRecord(record, text, shapes, rejectIn(piece, entity, rows, reading))
        rows += 1
      }
    }
    reading.rejections.refuseTooMany()
    yield { batches, bytes: end, cursor: { bytes: end, rows, names, types: Object.fromEntries(types) } }
  }
}

/** Of which column it is: each is read in its type with all others as text. */
async function rejectRecord(
  record: Uint8Array,
  text: { readonly entity: string; readonly delimiter: string; readonly columns: readonly { readonly name: string }[] },
  shapes: readonly { readonly name: string; readonly databaseType?: string | undefined }[],
  reject: Reject,
): Promise<void> {
  if ((await decoded('csv', record, text)) === undefined) {
    reject(0, null, `it has not the ${shapes.length} fields of the first line, or its quotes do not close`)
    return
  }
  for (const [at, shape] of shapes.entries()) {
    const columns = text.columns.map((column, i) => (i === at ? shape : column))
    if ((await decoded('csv', record, { ...text, columns })) === undefined) {
      reject(0, shape.name, notOf(shape))
      return
    }
  }
}

async function* readWhole(object: OpenObject, piece: Piece, reading: Reading): AsyncGenerator<Taken> {
  const { signal, patience, limits } = reading
  const plan = reading.planOf(piece.entity) ?? noPlan
  let bytes = 0
  let rows = 0
  const batches =
    piece.format === 'parquet' && object.hasRanges && object.size !== undefined
      ? ranged(object, object.size)
      : streamed()
  for await (const batch of batches) {
    const typed = typedBatch(batch, plan, rejectIn(piece, batch.entity, rows, reading))
    rows += batch.length
    reading.rejections.refuseTooMany()
    yield { batches: [typed], bytes, cursor: undefined }
  }

  function ranged(of: OpenObject, byteLength: number): AsyncIterable<Batch> {
    const slice = (start: number, end = byteLength) => steadyRange(of, start, end, { patience, signal })
    return parquetBatches({ byteLength, slice }, { entity: piece.entity })
  }
  async function* counted(mostBytes: number): AsyncGenerator<Uint8Array> {
    for await (const chunk of steadyBytes(object, 0, { patience, signal, mostBytes })) {
      bytes += chunk.length
      yield chunk
    }
  }
  async function* streamed(): AsyncGenerator<Batch> {
    // Of Parquet all of it is held, for its index is at its end.
    const input = counted(piece.format === 'parquet' ? limits.wholeBytes : limits.objectBytes)
    yield* formatNamed(piece.format).decode?.(input, { entity: piece.entity }) ?? []
  }
}

function rejectIn({ name: object }: Piece, entity: string, before: number, { rejections }: Reading): Reject {
  return (row, column, reason) => rejections.add({ object, entity, row: before + row + 1, column, reason })
}

async function namesIn(first: Uint8Array, delimiter: string): Promise<string[]> {
  const line = Buffer.from(first)
  let fields = 1
  let quoted = false
  for (const byte of line) {
    if (byte === 34) quoted = !quoted
    else if (!quoted && byte === delimiter.charCodeAt(0)) fields++
  }
  const columns = Array.from({ length: fields }, (_, i) => ({ name: `c${i}`, databaseType: 'text' }))
  const [batch] = (await decoded('csv', line, { columns, delimiter })) ?? []
  const [row] = batch ? rowsOf(batch) : []
  const names = Object.values(row ?? {}).map((value) => (typeof value === 'string' ? value : ''))
  if (names.length === 0) throw failed('its first line does not name its columns')
  if (new Set(names).size < names.length) throw failed('two of its columns have the same name')
  return names
}

/** All rows of a block; undefined where anything in it is malformed. */
async function decoded(
  format: 'csv' | 'ndjson',
  block: Uint8Array,
  options: Parameters<NonNullable<ReturnType<typeof formatNamed>['decode']>>[1],
): Promise<Batch[] | undefined> {
  try {
    const batches: Batch[] = []
    for await (const batch of formatNamed(format).decode?.(only(block), options) ?? []) batches.push(batch)
    return batches
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code === 'INPUT_MALFORMED') return undefined
    throw thrown
  }
}

async function* only(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  if (bytes.length > 0) yield bytes
}

function isBlank(record: Uint8Array): boolean {
  return record.every((byte) => byte === 10 || byte === 13 || byte === 32 || byte === 9)
}
