import type { Batch } from '../model/batch.ts'
import { batchOf } from './batch-of-rows.ts'
import type { DecodeOptions } from './contract.ts'
import { defaultBatchRows, defaultEntity } from './decode-defaults.ts'
import { parseJsonExact } from './json-parse.ts'
import { malformed } from './malformed.ts'
import { wholeLines } from './utf8-input.ts'

const LINE_FEED = 10

/** Whether a JSON value is a row. */
export function isRow(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** Gathers row objects into batches, which end where the entity changes. */
export class RowGatherer {
  readonly #options: DecodeOptions
  readonly #limit: number
  readonly #firstRows = new Map<string, number>()
  #entity: string
  #rows: Record<string, unknown>[] = []

  constructor(options: DecodeOptions) {
    this.#options = options
    this.#limit = options.batchRows ?? defaultBatchRows
    this.#entity = options.entity ?? defaultEntity
  }

  /** Takes a row; gives the batches that are complete by it. */
  *add(row: Record<string, unknown>, entity: string = this.#entity): Generator<Batch> {
    if (entity !== this.#entity) {
      yield* this.rest()
      this.#entity = entity
    }
    this.#rows.push(row)
    if (this.#rows.length >= this.#limit) yield* this.rest()
  }

  *rest(): Generator<Batch> {
    if (this.#rows.length === 0) return
    const firstRow = this.#firstRows.get(this.#entity) ?? 0
    this.#firstRows.set(this.#entity, firstRow + this.#rows.length)
    const rows = this.#rows
    this.#rows = []
    yield batchOf(this.#entity, rows, this.#options.columns, firstRow)
  }
}

/**
 * Values come back as JSON has them: whole numbers as int (as bigint beyond 2^53), other numbers as float, texts as
 * text, arrays of one type as list, the rest as json; `columns` with a `databaseType` come back as that. Empty lines
 * are skipped.
 */
export async function* decodeNdjson(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Batch> {
  const gatherer = new RowGatherer(options)
  for await (const { bytes, firstLine } of wholeLines('ndjson', input)) {
    let line = firstLine
    for (let start = 0; start < bytes.length; line++) {
      const found = bytes.indexOf(LINE_FEED, start)
      const end = found < 0 ? bytes.length : found
      const text = bytes.toString('utf8', start, end)
      start = end + 1
      if (text.trim() === '') continue
      const row = parseJsonExact(text)
      if (!isRow(row)) throw malformed('ndjson', 'A line is not a JSON object', `line ${line}`)
      yield* gatherer.add(...entityOf(row, options.entityField, line))
    }
  }
  yield* gatherer.rest()
}

/** The row without the field that names its entity, and the name. */
function entityOf(
  row: Record<string, unknown>,
  entityField: string | undefined,
  line: number,
): [Record<string, unknown>, string?] {
  if (entityField === undefined) return [row]
  const entity = Object.hasOwn(row, entityField) ? row[entityField] : undefined
  if (typeof entity !== 'string') throw malformed('ndjson', 'A row does not name its entity', `line ${line}`)
  delete row[entityField]
  return [row, entity]
}
