import { UnderstudyError } from '../../errors.ts'
import type { Vector } from '../../model/batch.ts'
import { formatDate, formatTimestamp } from '../../model/calendar.ts'
import { contains, type Domain } from '../../model/expression/domain.ts'
import { compileCheck, unsupportedIn } from '../../model/expression/evaluate.ts'
import { bindFields, fieldsOf } from '../../model/expression/fields.ts'
import { narrow } from '../../model/expression/narrow.ts'
import { operandOfField, operandOfVector } from '../../model/expression/operand.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import type { ColumnPattern, EntityPattern } from '../data-patterns.ts'

/** Rows of which an expression is true; of a rule, rows of which it is not false. */
export interface Condition {
  readonly text: string
  readonly fields: readonly string[]
  /** Levels of single columns that rows of it may have: 1 where a level may. */
  readonly allow: ReadonlyMap<string, Uint8Array>
  /** 1 where a row is one of them. */
  holds(vectors: ReadonlyMap<string, Vector>, length: number): Uint8Array
}

export function compileCondition(text: string, entity: EntityPattern, now: number, rule = false): Condition {
  const options = { now }
  const names = entity.columns.map(({ name }) => name)
  const { expression, unknown } = bindFields(parseExpression(text), names)
  if (unknown.length > 0)
    throw new UnderstudyError('EXPRESSION_INVALID', {
      operation: 'read a condition',
      at: text,
      message: `${entity.name} has no column ${unknown.map((name) => JSON.stringify(name)).join(', ')}`,
      hint: `Its columns are ${names.slice(0, 40).join(', ')}.`,
    })
  const shapes = new Map(entity.columns.map(({ name, type }) => [name, operandOfField({ type }, () => null)]))
  const unsupported = unsupportedIn(expression, shapes, options)
  if (unsupported.length > 0)
    throw new UnderstudyError('EXPRESSION_INVALID', {
      operation: 'read a condition',
      at: text,
      message: `it holds what can't be evaluated: ${unsupported.join(', ')}`,
    })
  const fields = fieldsOf(expression)
  const types = new Map(entity.columns.map(({ name, type, scale }) => [name, { type, scale }]))
  const { domains } = narrow([expression], types, options)
  const allow = new Map<string, Uint8Array>()
  for (const [name, domain] of domains) {
    const column = entity.columns.find((one) => one.name === name)
    const levels = column && allowedLevels(column, domain)
    if (levels?.some((one) => one === 0)) allow.set(name, levels)
  }
  return {
    text,
    fields,
    allow,
    holds(vectors, length) {
      const operands = new Map(fields.map((name) => [name, operandOfVector(vectors.get(name)!)]))
      const check = compileCheck(expression, operands, options)
      const out = new Uint8Array(length)
      for (let row = 0; row < length; row++) {
        const found = check(row)
        out[row] = found === true || (rule && found === null) ? 1 : 0
      }
      return out
    },
  }
}

/** Null stays: an expression may be true of it, and rows of which it is not are drawn again. */
function allowedLevels({ model, type }: ColumnPattern, domain: Domain): Uint8Array | undefined {
  switch (model.model) {
    case 'category':
      return Uint8Array.from([1, ...model.values.map(({ value }) => (contains(domain, value) ? 1 : 0))])
    case 'number':
    case 'time': {
      if (model.base) return undefined
      const { cells, levels = cells.map(() => 1) } = model.histogram
      const written = (value: number): number | string =>
        model.model === 'number'
          ? value
          : type === 'date'
            ? formatDate(Math.round(value))
            : formatTimestamp(Math.round(value), type === 'timestamptz')
      if (type === 'time') return undefined
      let at = 0
      const allowed = levels.map((size) => {
        const own = cells.slice(at, at + size)
        at += size
        return own.some(([low, high]) => overlaps(domain, low, high, written)) ? 1 : 0
      })
      return Uint8Array.from([1, ...allowed])
    }
    default:
      return undefined
  }
}

function overlaps(domain: Domain, low: number, high: number, written: (value: number) => number | string): boolean {
  if (low === high) return contains(domain, written(low))
  if (domain.allowed !== undefined)
    return domain.allowed.some((value) =>
      contains(
        {
          ...domain,
          allowed: undefined,
          min: { value: written(low), inclusive: true },
          max: { value: written(high), inclusive: true },
        },
        value,
      ),
    )
  const { min, max } = domain
  const belowMax =
    max === undefined ||
    contains({ ...domain, min: undefined, excluded: [] }, written(low)) ||
    sameScalar(max.value, written(low))
  const aboveMin =
    min === undefined ||
    contains({ ...domain, max: undefined, excluded: [] }, written(high)) ||
    sameScalar(min.value, written(high))
  return belowMax && aboveMin
}

const sameScalar = (a: unknown, b: unknown): boolean => String(a) === String(b)
