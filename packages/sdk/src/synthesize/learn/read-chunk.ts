import { canonicalReader } from '../../anonymize/apply/canonical.ts'
import type { Vector } from '../../model/batch.ts'
import type { FieldType } from '../../model/schema.ts'

/** Some rows of a column as a vector holds them. */
export type Chunk =
  | { readonly kind: 'number' | 'time'; readonly type: FieldType; readonly values: Float64Array }
  | { readonly kind: 'word'; readonly type: FieldType; readonly values: (string | null)[] }
  | { readonly kind: 'other'; readonly type: FieldType; readonly values: Uint8Array }

/** The values of the chosen rows. */
export function readChunk(vector: Vector, rows: Int32Array): Chunk {
  const { nulls } = vector
  const numbers = (at: (row: number) => number): Float64Array => {
    const out = new Float64Array(rows.length)
    for (let i = 0; i < out.length; i++) out[i] = nulls?.[rows[i]!] === 1 ? Number.NaN : at(rows[i]!)
    return out
  }
  switch (vector.type) {
    case 'int':
    case 'float': {
      const { values } = vector
      return {
        kind: 'number',
        type: vector.type === 'int' ? 'integer' : 'float',
        values: numbers((row) => (Number.isFinite(values[row]!) ? values[row]! : Number.NaN)),
      }
    }
    case 'bigint':
      return { kind: 'number', type: 'integer', values: numbers((row) => Number(vector.values[row])) }
    case 'decimal': {
      const unit = 10 ** vector.scale
      return { kind: 'number', type: 'decimal', values: numbers((row) => vector.unscaled[row]! / unit) }
    }
    case 'date':
      return { kind: 'time', type: 'date', values: numbers((row) => vector.days[row]!) }
    case 'time':
      return { kind: 'time', type: 'time', values: numbers((row) => vector.micros[row]!) }
    case 'timestamp':
      return {
        kind: 'time',
        type: vector.zoned ? 'timestamptz' : 'timestamp',
        values: numbers((row) => vector.micros[row]!),
      }
    case 'json': {
      const values = Array.from(rows, (row) => (nulls?.[row] === 1 ? null : scalarText(vector.values[row])))
      if (values.every((value) => value !== undefined)) return { kind: 'word', type: 'text', values }
      return { kind: 'other', type: 'json', values: Uint8Array.from(rows, (row) => (nulls?.[row] === 1 ? 0 : 1)) }
    }
    case 'bytes':
    case 'list': {
      const values = Uint8Array.from(rows, (row) => (nulls?.[row] === 1 ? 0 : 1))
      return { kind: 'other', type: vector.type, values }
    }
    default: {
      const read = canonicalReader(vector)
      const type = vector.type === 'bool' ? 'boolean' : vector.type === 'uuid' ? 'uuid' : 'text'
      return { kind: 'word', type, values: Array.from(rows, read) }
    }
  }
}

/** Numbers, texts and truths that come mixed are told from documents. */
function scalarText(value: unknown): string | undefined {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean'
    ? String(value)
    : undefined
}

/** The same rows as texts, for a column whose batches do not agree on a type. */
export function textsOf(chunk: Chunk): (string | null)[] {
  if (chunk.kind === 'word') return chunk.values
  if (chunk.kind === 'other') return Array.from(chunk.values, (present) => (present === 1 ? '' : null))
  return Array.from(chunk.values, (value) => (Number.isNaN(value) ? null : String(value)))
}
