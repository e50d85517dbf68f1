import { compileExpression } from '../../../model/expression/evaluate.ts'
import { fieldsOf } from '../../../model/expression/fields.ts'
import { parseExpression } from '../../../model/expression/parse.ts'
import { readText } from '../../../model/expression/read-text.ts'
import type { Dialect } from '../../../model/expression/term.ts'
import {
  EvaluationFault,
  type Operand,
  type Shape,
  shapeOf,
  type Value,
  type ValueType,
} from '../../../model/expression/value.ts'
import type { MaskingType } from '../../masking-schema.ts'
import type { RowValues } from '../../transform.ts'
import type { ValueForm } from '../../value-form.ts'

/** An expression over the columns of a row, as the row was before anything of it was masked. */
export interface RowExpression {
  /** Columns that it reads. */
  readonly reads: readonly string[]
  readonly shape: Shape
  /** Null also where a database would refuse the row. */
  at(row: RowValues): Value
}

/** Throws EXPRESSION_INVALID where it is none, reads what is no column, or holds what can't be evaluated. */
export function rowExpression(
  text: string,
  typeOf: (column: string) => MaskingType | undefined,
  dialect: Dialect,
): RowExpression {
  const expression = parseExpression(text)
  let current: RowValues | undefined
  const columns = new Set<string>()
  const operands = new Map<string, Operand>()
  for (const written of fieldsOf(expression)) {
    const column = [written, written.toLowerCase()].find((name) => typeOf(name) !== undefined)
    if (column === undefined) continue
    columns.add(column)
    operands.set(
      column,
      operandOf(column, shapeOfType(typeOf(column)), () => current),
    )
  }
  const term = compileExpression(expression, operands, { dialect })
  return {
    reads: [...columns],
    shape: { type: term.type, scale: term.scale, element: term.element },
    at(row) {
      current = row
      return term.at(0)
    },
  }
}

/** Digits behind the point that a decimal has where its column does not say. */
const USUAL_SCALE = 6

const types: Readonly<Partial<Record<ValueForm, ValueType>>> = {
  integer: 'integer',
  decimal: 'decimal',
  float: 'float',
  boolean: 'boolean',
  date: 'date',
  time: 'time',
  timestamp: 'timestamp',
  instant: 'timestamptz',
  interval: 'interval',
  uuid: 'uuid',
  bytes: 'bytes',
  json: 'json',
}

function shapeOfType(type: MaskingType | undefined): Shape {
  if (type?.kind !== 'scalar') return shapeOf('text')
  const known = types[type.form] ?? 'text'
  return shapeOf(known, known === 'decimal' ? (type.scale ?? USUAL_SCALE) : 0)
}

function operandOf(column: string, shape: Shape, row: () => RowValues | undefined): Operand {
  return {
    ...shape,
    at() {
      const text = row()?.text(column) ?? null
      if (text === null) return null
      try {
        return readText(text, shape)
      } catch (thrown) {
        // What is thrown names the value, which must not get into any message.
        if (thrown instanceof EvaluationFault) throw new EvaluationFault(`column ${column} holds no ${shape.type}`)
        throw thrown
      }
    },
  }
}
