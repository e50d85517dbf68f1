import type { Vector } from '../model/batch.ts'
import { microsPerDay, parseDate, parseTime, parseTimestamp } from '../model/calendar.ts'
import type { FieldType } from '../model/schema.ts'
import { mapFloat64, mapInt32 } from '../random/map.ts'
import { rowRange } from '../random/stream.ts'
import { optionsError } from './define-kind.ts'
import type { Kind, KindContext, Maker } from './kind.ts'
import { tenTo } from './list-maker.ts'
import { textLength } from './lists.ts'
import { textsOf } from './text-of.ts'
import { dates, decimals, floats, ints, jsons, texts, times, timestamps, uuids } from './vectors.ts'

type Change = (vector: Vector) => Vector

/** Rows that are made at once to see whether values fit: each further batch is checked as well. */
const PROBES = 32

/** Values of a kind as the field's type has them: dates as text, whole numbers as decimals, and so on. */
export function fitType(kind: Kind, maker: Maker, context: KindContext): Maker {
  const { type } = context
  if (type === undefined) return maker
  const probes = Math.max(0, Math.min(PROBES, context.unique ? maker.capacity : PROBES))
  const sample = maker.make(rowRange(0, probes))
  const change = changeFor(sample, type, kind, context)
  if (!change) return maker
  change(sample)
  return { capacity: maker.capacity, make: (rows) => change(maker.make(rows)) }
}

/** Undefined where nothing needs to change. */
function changeFor(sample: Vector, type: FieldType, kind: Kind, context: KindContext): Change | undefined {
  const refused = (): never => {
    throw optionsError(
      `kind ${kind.name} gives ${sample.type} values, which a field of type ${type} can't hold${context.unique ? ' distinctly' : ''}`,
      `Give the field type ${kind.type}, or a kind of type ${type}.`,
    )
  }
  const loose = (change: Change): Change => (context.unique ? refused() : change)
  switch (type) {
    case 'text':
      return textChange(sample, context)
    case 'json':
      return sample.type === 'json' ? undefined : asJson
    case 'integer':
      if (sample.type === 'int' || sample.type === 'bigint') return undefined
      if (sample.type === 'bool')
        return (vector) => (vector.type === 'bool' ? ints(Float64Array.from(vector.values)) : refused())
      if (sample.type === 'decimal' || sample.type === 'float')
        return loose((vector) => ints(mapFloat64(numbersOf(vector), Math.round)))
      return isText(sample) ? loose((vector) => ints(parsedAll(vector, type, wholeNumber))) : refused()
    case 'decimal':
      if (sample.type === 'decimal' || sample.type === 'int' || sample.type === 'bigint') return undefined
      if (sample.type === 'float')
        return loose((vector) =>
          decimals(
            mapFloat64(numbersOf(vector), (x) => Math.round(x * 1e6)),
            6,
          ),
        )
      return isText(sample) ? loose((vector) => floats(parsedAll(vector, type, anyNumber))) : refused()
    case 'float':
      if (sample.type === 'float' || sample.type === 'int') return undefined
      if (sample.type === 'decimal') return (vector) => floats(numbersOf(vector))
      return isText(sample) ? loose((vector) => floats(parsedAll(vector, type, anyNumber))) : refused()
    case 'boolean':
      return sample.type === 'bool' ? undefined : refused()
    case 'uuid':
      if (sample.type === 'uuid') return undefined
      return isText(sample) ? (vector) => uuids(parsedUuids(textsOf(vector))) : refused()
    case 'date':
      if (sample.type === 'date') return undefined
      if (sample.type === 'timestamp') {
        return loose((vector) => dates(mapInt32(microsOf(vector), (micros) => Math.floor(micros / microsPerDay))))
      }
      return isText(sample) ? (vector) => dates(Int32Array.from(parsedAll(vector, type, parseDate))) : refused()
    case 'time':
      if (sample.type === 'time') return undefined
      if (sample.type === 'timestamp') {
        return loose((vector) =>
          times(mapFloat64(microsOf(vector), (micros) => micros - Math.floor(micros / microsPerDay) * microsPerDay)),
        )
      }
      return isText(sample) ? (vector) => times(parsedAll(vector, type, parseTime)) : refused()
    case 'timestamp':
    case 'timestamptz': {
      const zoned = type === 'timestamptz'
      if (sample.type === 'timestamp') {
        return sample.zoned === zoned ? undefined : (vector) => timestamps(microsOf(vector), zoned)
      }
      if (sample.type === 'date') return (vector) => timestamps(microsOf(vector), zoned)
      if (!isText(sample)) return refused()
      return (vector) =>
        timestamps(
          parsedAll(vector, type, (text) => parseTimestamp(text, zoned)),
          zoned,
        )
    }
    case 'bytes':
      if (sample.type === 'bytes') return undefined
      return isText(sample) ? asBytes : refused()
    case 'list':
      return sample.type === 'list' ? undefined : refused()
  }
}

function isText(vector: Vector): boolean {
  return vector.type === 'text' || vector.type === 'pick' || vector.type === 'concat'
}

function textChange(sample: Vector, { maxLength }: KindContext): Change | undefined {
  // Kinds of text have seen to their length themselves.
  if (isText(sample)) return undefined
  const shorten = shorter(sample, maxLength)
  return (vector) => {
    const values = shorten ? textsOf(vector).map(shorten) : textsOf(vector)
    const longest = maxLength === undefined ? 0 : values.reduce((most, text) => Math.max(most, textLength(text)), 0)
    if (maxLength !== undefined && longest > maxLength) {
      throw optionsError(
        `values take ${longest} characters, and the column holds ${maxLength}`,
        'Widen the column, or narrow the options.',
      )
    }
    return texts(values)
  }
}

/** What can be left out where the column is short: the hyphens of a UUID, the zone of an instant in UTC. */
function shorter({ type }: Vector, maxLength: number | undefined): ((text: string) => string) | undefined {
  if (maxLength === undefined) return undefined
  if (type === 'uuid' && maxLength < 36) return (text) => text.replaceAll('-', '')
  if (type === 'timestamp' && maxLength < 22) return (text) => text.replace(/\+00$/, '')
  return undefined
}

function numbersOf(vector: Vector): Float64Array {
  if (vector.type === 'decimal') {
    const factor = tenTo(vector.scale)
    return vector.unscaled.map((unscaled) => unscaled / factor)
  }
  if (vector.type === 'int' || vector.type === 'float') return vector.values
  throw optionsError('numbers are mixed with other values')
}

function microsOf(vector: Vector): Float64Array {
  if (vector.type === 'timestamp') return vector.micros
  if (vector.type === 'date') return mapFloat64(vector.days, (day) => day * microsPerDay)
  throw optionsError('dates are mixed with other values')
}

function parsedAll(vector: Vector, type: FieldType, parse: (text: string) => number | undefined): Float64Array {
  return mapFloat64(textsOf(vector), (text) => {
    const value = parse(text)
    if (value === undefined) throw optionsError(`a field of type ${type} is given texts that can't be read as that`)
    return value
  })
}

function wholeNumber(text: string): number | undefined {
  return /^[+-]?\d{1,15}$/.test(text) ? Number(text) : undefined
}

function anyNumber(text: string): number | undefined {
  return /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(text) ? Number(text) : undefined
}

function parsedUuids(values: readonly string[]): Uint32Array {
  const words = new Uint32Array(4 * values.length)
  values.forEach((text, i) => {
    const digits = text.replaceAll('-', '')
    if (!/^[0-9a-f]{32}$/i.test(digits)) throw optionsError('a field of type uuid is given texts that are none')
    for (let k = 0; k < 4; k++) words[4 * i + k] = Number.parseInt(digits.slice(8 * k, 8 * k + 8), 16)
  })
  return words
}

function asJson(vector: Vector): Vector {
  if (vector.type === 'json') return vector
  if (vector.type === 'int' || vector.type === 'float' || vector.type === 'decimal')
    return jsons([...numbersOf(vector)])
  if (vector.type === 'bool') return jsons(Array.from(vector.values, (value) => value === 1))
  if (vector.type === 'list')
    return jsons(
      vector.values.map((list) => JSON.parse(textsOf({ type: 'list', length: 1, values: [list] })[0]!) as unknown),
    )
  return jsons(textsOf(vector))
}

const encoder = new TextEncoder()
function asBytes(vector: Vector): Vector {
  return { type: 'bytes', length: vector.length, values: textsOf(vector).map((text) => encoder.encode(text)) }
}
