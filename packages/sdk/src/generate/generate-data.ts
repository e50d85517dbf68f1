import { UnderstudyError } from '../errors.ts'
import type { EncodeOptions, Format } from '../formats/contract.ts'
import { formatNamed } from '../formats/formats.ts'
import { entityField } from '../formats/named-entities.ts'
import { rowsOf } from '../formats/row-objects.ts'
import type { Batch } from '../model/batch.ts'
import { encodeSlice } from './encode.ts'
import { type Plan, type PlanOptions, planRows } from './plan.ts'
import { RowObjects } from './row-objects.ts'
import { batchesOf, entitySlices, partitionOf, type Slice, wholeOf } from './rows.ts'
import { refuseInvalid } from './validate-data-schema.ts'

export interface RowsOutput {
  /** Only part `number` (from 1) of `of`: parts put together in order are the whole. */
  readonly partition?: { readonly number: number; readonly of: number } | undefined
  readonly signal?: AbortSignal | undefined
}

export interface EncodedOutput extends RowsOutput {
  /** json, ndjson, csv, xml, sql, parquet, in any letter case. */
  readonly format: string
  /** Of one entity alone. Needed where a format holds one entity and the schema has several. */
  readonly entity?: string | undefined
  readonly encode?: EncodeOptions | undefined
}

export type GenerateOptions = PlanOptions & RowsOutput
export type EncodedOptions = PlanOptions & EncodedOutput

/** Rows as column batches; `objects()` and `collect()` are for those who want plain objects. */
export interface GeneratedRows extends AsyncIterable<Batch> {
  readonly plan: Plan
  objects(entity?: string): AsyncIterable<Record<string, unknown>>
  /** Everything in memory, by entity. */
  collect(): Promise<Record<string, Record<string, unknown>[]>>
}

export interface GeneratedBytes extends AsyncIterable<Uint8Array> {
  readonly plan: Plan
}

/** Same schema, same seed, same options: the same rows, byte for byte, wherever and in however many parts they are made. */
export function generateData(schema: unknown, options: EncodedOptions): GeneratedBytes
export function generateData(schema: unknown, options?: GenerateOptions): GeneratedRows
export function generateData(
  schema: unknown,
  options: GenerateOptions | EncodedOptions = {},
): GeneratedRows | GeneratedBytes {
  refuseInvalid(schema, options.dialect)
  return dataOfPlan(planRows(schema, options), options)
}

/** Of a plan what generateData gives of a schema. */
export function dataOfPlan(plan: Plan, options: EncodedOutput): GeneratedBytes
export function dataOfPlan(plan: Plan, options?: RowsOutput): GeneratedRows
export function dataOfPlan(plan: Plan, options?: RowsOutput | EncodedOutput): GeneratedRows | GeneratedBytes
export function dataOfPlan(plan: Plan, options: RowsOutput | EncodedOutput = {}): GeneratedRows | GeneratedBytes {
  const slice = options.partition ? partitionOf(plan, options.partition.number, options.partition.of) : wholeOf(plan)
  if ('format' in options && options.format !== undefined) {
    const format = formatNamed(options.format)
    const chosen = chooseEntities(plan, format, options.entity)
    return { plan, [Symbol.asyncIterator]: () => bytesOf(plan, slice, format, chosen, options) }
  }
  const batches = (entity?: string): AsyncGenerator<Batch> => rowsOfSlice(plan, slice, options.signal, entity)
  return {
    plan,
    [Symbol.asyncIterator]: () => batches(),
    objects: (entity) => new RowObjects(batches(entity)),
    async collect() {
      const all = new Map<string, Record<string, unknown>[]>(plan.entities.map(({ entity }) => [entity.name, []]))
      for await (const batch of batches()) for (const row of rowsOf(batch)) all.get(batch.entity)!.push(row)
      return Object.fromEntries(all)
    },
  }
}

/** Formats in which rows of several entities can follow each other in one stream. */
const MIXED = new Set(['ndjson', 'sql'])

function chooseEntities(plan: Plan, format: Format, entity: string | undefined): (name: string) => boolean {
  if (entity !== undefined) {
    if (!plan.entities.some((one) => one.entity.name === entity)) {
      throw new UnderstudyError('TABLE_UNKNOWN', {
        operation: 'generate',
        at: entity,
        message: `there is no entity ${JSON.stringify(entity)}`,
      })
    }
    return (name) => name === entity
  }
  if (plan.entities.length > 1 && !MIXED.has(format.name)) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: 'generate',
      message: `one ${format.name} document holds one entity, and the schema has ${plan.entities.length}`,
      hint: 'Name one entity, write a file per entity, or use ndjson or sql.',
    })
  }
  return () => true
}

async function* rowsOfSlice(
  plan: Plan,
  slice: Slice,
  signal: AbortSignal | undefined,
  entity?: string,
): AsyncGenerator<Batch> {
  for (const part of entitySlices(plan, slice)) {
    if (entity !== undefined && part.plan.entity.name !== entity) continue
    for (const batch of batchesOf(part)) {
      refuseIfCancelled(signal)
      yield batch
    }
  }
}

async function* bytesOf(
  plan: Plan,
  slice: Slice,
  format: Format,
  chosen: (name: string) => boolean,
  options: EncodedOutput,
): AsyncGenerator<Uint8Array> {
  const encode = encodeOptionsFor(plan, format, options.entity !== undefined, options.encode)
  for (const part of encodeSlice(plan, slice, format, encode)) {
    if (!chosen(part.entity) || !part.touched) continue
    for (const { bytes } of part.pieces()) {
      refuseIfCancelled(options.signal)
      if (bytes.length > 0) yield ownCopy(bytes)
    }
  }
}

/**
 * The encoder writes over its buffer at the next call; what leaves here is the caller's own. Unlike slice(), this does
 * not fill with zeros first what it then writes over.
 */
function ownCopy(bytes: Uint8Array): Uint8Array {
  const own = new Uint8Array(Buffer.allocUnsafeSlow(bytes.length).buffer)
  own.set(bytes)
  return own
}

/** In one stream of several entities each row of NDJSON says whose it is. */
export function encodeOptionsFor(
  plan: Plan,
  format: Format,
  alone: boolean,
  encode: EncodeOptions = {},
): (entity: Plan['entities'][number]) => EncodeOptions {
  const named = format.name === 'ndjson' && !alone && plan.entities.length > 1 ? { entityField, ...encode } : encode
  return ({ entity }) =>
    entity.table && format.name === 'sql'
      ? { table: [...(entity.table.schema ? [entity.table.schema] : []), entity.table.name], ...named }
      : named
}

function refuseIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) {
    throw new UnderstudyError('CANCELLED', {
      operation: 'generate',
      message: 'generation was cancelled',
      cause: signal.reason,
    })
  }
}
