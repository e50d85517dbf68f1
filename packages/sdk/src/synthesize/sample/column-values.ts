import type { Vector } from '../../model/batch.ts'
import { packDictionary } from '../../model/dictionary.ts'
import { mapInt32 } from '../../random/map.ts'
import { type Rows, type Stream, substream } from '../../random/stream.ts'
import type { Maker } from '../../values/kind.ts'
import type { Locale } from '../../values/locale.ts'
import { makerOf } from '../../values/registry.ts'
import type { ColumnPattern } from '../data-patterns.ts'
import { ofOnePerson } from '../learn/personal-kinds.ts'
import { shapeDrawer } from './draw-shapes.ts'
import { numericVector } from './numeric-vector.ts'

export interface ColumnContext {
  /** Key of the column. */
  readonly stream: Stream
  /** Key of the entity, for what several columns of a row agree on. */
  readonly entity: Stream
  readonly locale: Locale
  /** How many rows there will be: so many values a unique column has to have. */
  readonly rows: number
}

/** Values of a column that are no numbers: by level where there are levels, else by row. Level 0 is null. */
export type ColumnValues = (rows: Rows, levels: Int32Array | undefined) => Vector

export function columnValues(pattern: ColumnPattern, context: ColumnContext): ColumnValues {
  const made = presentValues(pattern, context)
  return (rows, levels) => {
    const vector = made(rows, levels)
    if (!levels) return vector
    let nulls: Uint8Array | undefined
    for (let i = 0; i < levels.length; i++) {
      if (levels[i] !== 0) continue
      nulls ??= new Uint8Array(rows.length)
      nulls[i] = 1
    }
    return nulls ? { ...vector, nulls } : vector
  }
}

function presentValues(pattern: ColumnPattern, context: ColumnContext): ColumnValues {
  const { stream } = context
  const { model, type } = pattern
  switch (model.model) {
    case 'category': {
      const values = model.values.map(({ value }) => value)
      const at = (level: number): number => Math.max(0, level - 1)
      if (type === 'boolean' && values.every((value) => typeof value === 'boolean'))
        return (rows, levels) => ({
          type: 'bool',
          length: rows.length,
          values: Uint8Array.from(levels!, (level) => (values[at(level)] === true ? 1 : 0)),
        })
      if (values.every((value) => typeof value === 'number'))
        return (_, levels) =>
          numericVector(
            pattern,
            Float64Array.from(levels!, (level) => (level === 0 ? Number.NaN : Number(values[level - 1]))),
          )
      const dictionary = packDictionary(values.map(String))
      return (rows, levels) => ({ type: 'pick', length: rows.length, dictionary, indices: mapInt32(levels!, at) })
    }
    case 'kind':
    case 'key':
      return kindValues(pattern, model, context)
    case 'shape': {
      const draw = shapeDrawer(model.shapes)
      if (type === 'integer' || type === 'decimal' || type === 'float')
        return (rows) => numericVector(pattern, Float64Array.from(draw(rows, stream), Number))
      return (rows) => ({
        type: 'text',
        length: rows.length,
        values: draw(rows, stream).map((text) => fitted(text, pattern)),
      })
    }
    case 'constant':
      return constantValues(pattern, model.value)
    case 'number':
    case 'time':
      throw new TypeError(`${model.model} columns are made of histograms`)
  }
}

function kindValues(
  pattern: ColumnPattern,
  { kind, options }: { readonly kind: string; readonly options?: Record<string, unknown> | undefined },
  { stream, entity, locale, rows: wanted }: ColumnContext,
): ColumnValues {
  const unique = pattern.unique === true
  const person = pattern.personal !== undefined && ofOnePerson.has(pattern.personal)
  const makerFor = (chosen: Record<string, unknown>): Maker =>
    makerOf(kind, chosen, {
      stream,
      record: person ? substream(entity, 'person') : stream,
      unique,
      locale,
      maxLength: pattern.maxLength,
      type: pattern.type,
      distribution: undefined,
    })
  let maker = makerFor(options ?? {})
  // More rows than a shape has texts get longer ones: a key is a key first.
  if (unique && kind === 'pattern' && typeof options?.pattern === 'string')
    for (let digits = 1; maker.capacity < wanted && digits < 16; digits++)
      maker = makerFor({ pattern: `(${options.pattern})[0-9]{${digits}}` })
  // What must be unique goes by the row alone, however often the row was drawn.
  return (rows) => maker.make(unique ? { ...rows, attempt: 0 } : rows)
}

function constantValues(pattern: ColumnPattern, value: string | number | boolean | null): ColumnValues {
  if (
    value === null &&
    ['integer', 'decimal', 'float', 'date', 'time', 'timestamp', 'timestamptz'].includes(pattern.type)
  )
    return (rows) => numericVector(pattern, new Float64Array(rows.length).fill(Number.NaN))
  if (value === null)
    return (rows) => ({
      type: 'text',
      length: rows.length,
      values: new Array<string>(rows.length).fill(''),
      nulls: new Uint8Array(rows.length).fill(1),
    })
  if (typeof value === 'number') return (rows) => numericVector(pattern, new Float64Array(rows.length).fill(value))
  if (typeof value === 'boolean')
    return (rows) => ({ type: 'bool', length: rows.length, values: new Uint8Array(rows.length).fill(value ? 1 : 0) })
  const dictionary = packDictionary([value])
  return (rows) => ({ type: 'pick', length: rows.length, dictionary, indices: new Int32Array(rows.length) })
}

const fitted = (text: string, { maxLength }: ColumnPattern): string =>
  maxLength === undefined ? text : text.slice(0, maxLength)
