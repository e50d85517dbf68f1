import type { Expression } from '../../model/expression/ast.ts'
import { compileExpression } from '../../model/expression/evaluate.ts'
import { bindFields, fieldsOf } from '../../model/expression/fields.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { readText } from '../../model/expression/read-text.ts'
import type { Dialect } from '../../model/expression/term.ts'
import { type Operand, type Shape, shapeOf } from '../../model/expression/value.ts'
import type { MaskingTable, MaskingType } from '../masking-schema.ts'
import type { RowValues } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'

export interface RowCondition {
  readonly reads: readonly string[]
  /** Undefined where it is not known, as with NULL, and where the row holds what its columns do not. */
  holds(row: RowValues): boolean | undefined
}

/** A condition over the columns of a table, on their canonical texts. Throws EXPRESSION_INVALID where it cannot be evaluated. */
export function rowCondition(text: string, table: Pick<MaskingTable, 'columns'>, dialect: Dialect): RowCondition {
  const names = table.columns.map(({ name }) => name)
  const { expression } = bindFields(parseExpression(text), names, dialect === 'sqlite')
  const reads = fieldsOf(expression)
  const row: { now: RowValues } = { now: { text: () => null } }
  const compiled = compileExpression(expression, operands(expression, table, row), { dialect })
  return {
    reads,
    holds(values) {
      row.now = values
      const value = compiled.at(0)
      if (typeof value === 'boolean') return value
      return typeof value === 'number' || typeof value === 'bigint' ? Number(value) !== 0 : undefined
    },
  }
}

function operands(
  expression: Expression,
  { columns }: Pick<MaskingTable, 'columns'>,
  row: { readonly now: RowValues },
): ReadonlyMap<string, Operand> {
  const read = new Set(fieldsOf(expression))
  return new Map(
    columns.flatMap(({ name, value }): [string, Operand][] => {
      if (!read.has(name)) return []
      const shape = shapeOfType(value)
      const at = () => {
        const text = row.now.text(name)
        return text === null ? null : readText(text, shape)
      }
      return [[name, { ...shape, at }]]
    }),
  )
}

const shapes: Partial<Record<ValueForm, Shape['type']>> = {
  integer: 'integer',
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
/** Digits after the point that are compared, of decimals without a scale of their own. */
const scaleOfAny = 12

function shapeOfType(type: MaskingType): Shape {
  if (type.kind === 'list') return { ...shapeOf('list'), element: shapeOfType(type.element) }
  if (type.kind !== 'scalar') return shapeOf('text')
  if (type.form === 'decimal') return shapeOf('decimal', type.scale ?? scaleOfAny)
  return shapeOf(shapes[type.form] ?? 'text')
}
