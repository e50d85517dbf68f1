import type {
  BoolVector,
  ConcatVector,
  ConstVector,
  DateVector,
  DecimalVector,
  FloatVector,
  IntVector,
  JsonVector,
  PickVector,
  TextVector,
  TimestampVector,
  TimeVector,
  UuidVector,
} from '../model/batch.ts'
import { isPlain } from '../model/dictionary.ts'
import { dictionaryOf } from './lists.ts'

export type Part = ConcatVector['parts'][number]

export function ints(values: Float64Array): IntVector {
  return { type: 'int', length: values.length, values }
}
export function floats(values: Float64Array): FloatVector {
  return { type: 'float', length: values.length, values }
}
export function decimals(unscaled: Float64Array, scale: number): DecimalVector {
  return { type: 'decimal', length: unscaled.length, unscaled, scale }
}
export function bools(values: Uint8Array): BoolVector {
  return { type: 'bool', length: values.length, values }
}
export function dates(days: Int32Array): DateVector {
  return { type: 'date', length: days.length, days }
}
export function times(micros: Float64Array): TimeVector {
  return { type: 'time', length: micros.length, micros }
}
export function timestamps(micros: Float64Array, zoned: boolean): TimestampVector {
  return { type: 'timestamp', length: micros.length, micros, zoned }
}
export function uuids(words: Uint32Array): UuidVector {
  return { type: 'uuid', length: words.length / 4, words }
}
export function picks(indices: Int32Array, words: readonly string[]): PickVector {
  return { type: 'pick', length: indices.length, indices, dictionary: dictionaryOf(words) }
}
export function texts(values: readonly string[]): TextVector {
  return { type: 'text', length: values.length, values }
}
export function jsons(values: readonly unknown[]): JsonVector {
  return { type: 'json', length: values.length, values }
}

const encoder = new TextEncoder()
const constants = new Map<string, { bytes: Uint8Array; plain: boolean }>()

/** The same text in every row; its bytes are made once, for texts come out of kinds and options and are few. */
function constant(text: string, length: number): ConstVector {
  let known = constants.get(text)
  if (!known) {
    known = { bytes: encoder.encode(text), plain: isPlain(text) }
    constants.set(text, known)
  }
  return { type: 'const', length, text, ...known }
}

/** Strings among the parts stand for themselves in every row; empty ones are left out. */
export function concat(length: number, ...parts: readonly (Part | string)[]): ConcatVector {
  return {
    type: 'concat',
    length,
    parts: parts.flatMap((part) => (part === '' ? [] : [typeof part === 'string' ? constant(part, length) : part])),
  }
}
