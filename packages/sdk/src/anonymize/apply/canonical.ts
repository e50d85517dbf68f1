import { viewOf } from '../../formats/byte-sink.ts'
import { writeDate, writeTime, writeTimestamp } from '../../formats/calendar-text.ts'
import { concatText } from '../../formats/concat-writer.ts'
import { writeDecimal, writeUuid } from '../../formats/digits.ts'
import { jsonText } from '../../formats/json-text.ts'
import type { Vector } from '../../model/batch.ts'

/** The canonical text (value-form.ts) of a row of a vector; null where it is absent. */
export type TextReader = (row: number) => string | null

/** The same value has the same text, whichever vector holds it: so masks meet wherever values come from. */
export function canonicalReader(vector: Vector): TextReader {
  const read = presentReader(vector)
  const { nulls } = vector
  return nulls === undefined ? read : (row) => (nulls[row] === 1 ? null : read(row))
}

const scratch = Buffer.alloc(128)
const view = viewOf(scratch)
const written = (end: number) => scratch.toString('latin1', 0, end)

function presentReader(vector: Vector): (row: number) => string {
  switch (vector.type) {
    case 'int':
    case 'float': {
      const { values } = vector
      return (row) => numberText(values[row] ?? 0)
    }
    case 'bigint': {
      const { values } = vector
      return (row) => String(values[row])
    }
    case 'decimal': {
      const { unscaled, scale } = vector
      const bytes = Buffer.alloc(32 + scale)
      const own = viewOf(bytes)
      return (row) => trimmed(bytes.toString('latin1', 0, writeDecimal(own, 0, unscaled[row] ?? 0, scale)))
    }
    case 'bool': {
      const { values } = vector
      return (row) => (values[row] === 0 ? 'false' : 'true')
    }
    case 'date': {
      const { days } = vector
      return (row) => written(writeDate(view, 0, days[row] ?? 0, 'postgres'))
    }
    case 'time': {
      const { micros } = vector
      return (row) => written(writeTime(view, 0, micros[row] ?? 0, 'postgres'))
    }
    case 'timestamp': {
      const { micros, zoned } = vector
      return (row) => momentText(written(writeTimestamp(view, 0, micros[row] ?? 0, zoned, 'postgres')))
    }
    case 'uuid': {
      const { words } = vector
      return (row) => written(writeUuid(view, 0, words, row))
    }
    case 'pick': {
      const { indices, dictionary } = vector
      return (row) => dictionary.words[indices[row] ?? 0] ?? ''
    }
    case 'concat':
      return (row) => concatText(vector, row)
    case 'text': {
      const { values } = vector
      return (row) => values[row] ?? ''
    }
    case 'bytes': {
      const { values } = vector
      return (row) => `\\x${Buffer.from(values[row] ?? []).toString('hex')}`
    }
    case 'json': {
      const { values } = vector
      return (row) => jsonText(values[row])
    }
    case 'list': {
      const { values } = vector
      return (row) => listText(values[row])
    }
  }
}

/** Without an exponent where the engines write none, and zero without a sign. */
function numberText(value: number): string {
  return Object.is(value, -0) ? '0' : String(value)
}

export function trimmed(decimal: string): string {
  const text = decimal.includes('.') ? decimal.replace(/\.?0+$/, '') : decimal
  return text === '-0' ? '0' : text
}

/** 2024-02-29 07:05:00+00 BC as 2024-02-29T07:05:00Z BC. */
function momentText(text: string): string {
  return text.replace(
    /^(\S+) (\d\d:\S*?)(\+00)?( BC)?$/,
    (_, day, clock, zone, era = '') => `${day}T${clock}${zone === undefined ? '' : 'Z'}${era}`,
  )
}

/** As Postgres writes an array. */
function listText(elements: Vector | undefined): string {
  if (elements === undefined) return '{}'
  const read = canonicalReader(elements)
  const items = Array.from({ length: elements.length }, (_, i) => {
    const text = read(i)
    if (text === null) return 'NULL'
    return elements.type === 'list' ? text : quotedItem(text)
  })
  return `{${items.join(',')}}`
}

function quotedItem(text: string): string {
  const plain = text !== '' && !/[\s{}",\\;]/.test(text) && text.toUpperCase() !== 'NULL'
  return plain ? text : `"${text.replace(/["\\]/g, '\\$&')}"`
}
