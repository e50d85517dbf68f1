import type { FieldHint } from '../generate/field-hint.ts'
import { inferField } from '../generate/infer-field.ts'
import { below } from '../random/draw.ts'
import { rowsAt, substream, words } from '../random/stream.ts'
import { type Column, type ColumnPlace, kindColumn, nullsOf } from './column.ts'
import type { ValueShape } from './value-shape.ts'

/** Share of nulls where a schema allows them and says no more. */
const nullShare = 0.1

type Values = Column['values']

/** Values of a shape: by its format, else by what its name speaks of, else by its type. */
export function shapeColumn(shape: ValueShape, place: ColumnPlace): Column {
  const values = valuesOf(shape, place)
  const absent = nullsOf(substream(place.stream, place.path, 'null'), shape.nullable ? nullShare : 0)
  return { capacity: undefined, values: (numbers) => absent(numbers, values(numbers)) }
}

function valuesOf(shape: ValueShape, place: ColumnPlace): Values {
  switch (shape.is) {
    case 'text':
      return textOf(shape, place)
    case 'integer':
    case 'number':
    case 'bigint':
      return numberOf(shape, place)
    case 'boolean':
      return inferred({ type: 'boolean' }, place)
    case 'date': {
      const moments = inferred({ type: 'timestamptz' }, place)
      return (numbers) => moments(numbers).map(momentOf)
    }
    case 'null':
      return (numbers) => Array.from(numbers, () => null)
    case 'unknown':
      return (numbers) => Array.from(numbers, () => undefined)
    case 'choice': {
      const stream = substream(place.stream, place.path, 'choice')
      const { values } = shape
      return (numbers) => Array.from(words(stream, rowsAt(numbers)), (word) => values[below(word, values.length)])
    }
    case 'list':
      return listOf(shape, place)
    case 'object':
      return objectOf(shape, place)
  }
}

const formats: Readonly<Record<string, { kind: string; options?: Readonly<Record<string, unknown>> }>> = {
  email: { kind: 'email' },
  'idn-email': { kind: 'email' },
  uuid: { kind: 'uuid' },
  guid: { kind: 'uuid' },
  uri: { kind: 'url' },
  url: { kind: 'url' },
  hostname: { kind: 'domain' },
  ipv4: { kind: 'ipv4' },
  ipv6: { kind: 'ipv6' },
  mac: { kind: 'mac' },
  date: { kind: 'date' },
  time: { kind: 'time' },
}

type Text = Extract<ValueShape, { is: 'text' }>

function textOf(shape: Text, place: ColumnPlace): Values {
  const { format, pattern, minLength = 0, maxLength } = shape
  if (format === 'date-time') {
    const moments = inferred({ type: 'timestamptz' }, place)
    return (numbers) => moments(numbers).map((value) => momentOf(value).toISOString())
  }
  const known = format === undefined ? undefined : formats[format]
  if (known) return kindColumn({ kind: known.kind, options: known.options ?? {}, maxLength }, place).values
  if (pattern !== undefined)
    return kindColumn({ kind: 'pattern', options: { pattern: unanchored(pattern) } }, place).values
  const texts = inferred({ type: 'text', maxLength }, place)
  return (numbers) => texts(numbers).map((text) => lengthened(String(text), minLength, maxLength))
}

/** What a kind matches from end to end; JSON Schema looks for it anywhere, which this satisfies too. */
function unanchored(pattern: string): string {
  return pattern.replace(/^\^/, '').replace(/(?<!\\)\$$/, '')
}

function lengthened(text: string, least: number, most: number | undefined): string {
  let long = text
  while (long.length < least) long += long === '' ? 'x' : long
  return long.length > text.length ? long.slice(0, most ?? Math.max(least, text.length)) : long
}

type Numeric = Extract<ValueShape, { is: 'integer' | 'number' | 'bigint' }>

function numberOf({ is, min, max, step }: Numeric, place: ColumnPlace): Values {
  const whole = is !== 'number'
  const drawn = inferred({ type: whole ? 'integer' : 'float', min, max }, place)
  const stepped = step === undefined || (whole && step === 1) ? undefined : step
  return (numbers) =>
    drawn(numbers).map((value) => {
      const number = stepped === undefined ? Number(value) : multipleNear(Number(value), stepped, min)
      return is === 'bigint' ? BigInt(Math.floor(number)) : number
    })
}

function multipleNear(value: number, step: number, min: number | undefined): number {
  const below = Math.floor(value / step) * step
  const multiple = min !== undefined && below < min ? below + step : below
  return Number(multiple.toPrecision(15))
}

type List = Extract<ValueShape, { is: 'list' }>
const longest = 16

function listOf({ first, items, min, max }: List, place: ColumnPlace): Values {
  const lengths = substream(place.stream, place.path, 'length')
  const heads = first.map((shape, i) => shapeColumn(shape, { ...place, path: `${place.path}.${i}` }).values)
  const element = shapeColumn(items, { ...place, path: `${place.path}[]` }).values
  const most = Math.max(longest, max)
  return (numbers) => {
    const drawn = words(lengths, rowsAt(numbers))
    const sizes = Array.from(drawn, (word) => min + below(word, max - min + 1) - first.length)
    const elements = element(
      Float64Array.from(
        numbers.length === 0
          ? []
          : sizes.flatMap((size, i) => Array.from({ length: Math.max(0, size) }, (_, j) => numbers[i]! * most + j)),
      ),
    )
    const columns = heads.map((head) => head(numbers))
    let at = 0
    return sizes.map((size, i) => {
      const rest = elements.slice(at, at + Math.max(0, size))
      at += rest.length
      return [...columns.map((column) => column[i]), ...rest]
    })
  }
}

type ObjectShape = Extract<ValueShape, { is: 'object' }>

function objectOf({ fields }: ObjectShape, place: ColumnPlace): Values {
  const parts = fields.map(({ name, shape }) => ({
    name,
    values: shapeColumn(shape, { ...place, path: `${place.path}.${name}` }).values,
  }))
  return (numbers) => {
    const columns = parts.map(({ name, values }) => ({ name, made: values(numbers) }))
    return Array.from(numbers, (_, i) =>
      Object.fromEntries(columns.flatMap(({ name, made }) => (made[i] === undefined ? [] : [[name, made[i]]]))),
    )
  }
}

function inferred(hint: Omit<FieldHint, 'name' | 'entity'>, place: ColumnPlace): Values {
  const name = place.path.replace(/\[\]$/, '').split('.').at(-1) ?? place.path
  const { kind, options = {}, record } = inferField({ ...hint, name, entity: place.entity })
  return kindColumn({ kind, options, record, type: hint.type, maxLength: hint.maxLength }, place).values
}

/** A kind answers an instant as a Date, and a wall-clock time as text. */
function momentOf(value: unknown): Date {
  return value instanceof Date ? value : new Date(String(value))
}
