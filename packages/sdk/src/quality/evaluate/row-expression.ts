import { UnderstudyError } from '../../errors.ts'
import { valueReader } from '../../formats/row-objects.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import type { Expression } from '../../model/expression/ast.ts'
import { compileCheck, unsupportedIn } from '../../model/expression/evaluate.ts'
import { bindFields, fieldsOf } from '../../model/expression/fields.ts'
import { operandOfField, operandOfVector } from '../../model/expression/operand.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { type Operand, shapeOf } from '../../model/expression/value.ts'
import type { FieldDefinition } from '../../model/schema.ts'
import { orderOfField } from '../columns/order.ts'
import { textColumn, textOfJson } from '../columns/text-column.ts'
import { FAIL, NULL, PASS } from '../columns/verdict.ts'

/**
 * An expression over the columns of a batch, in three values: PASS, FAIL and NULL. Texts take the type of the field,
 * and where none is known the type of what they meet; a row that a database would refuse, for a text that is no number
 * or a division by zero, is FAIL.
 */
export class RowExpression {
  readonly text: string
  readonly #parsed: Expression
  readonly #fields: ReadonlyMap<string, FieldDefinition> | undefined
  readonly #now: number
  /** Why it could not be evaluated: a type that does not go with it. */
  trouble: string | undefined

  constructor(text: string, fields: ReadonlyMap<string, FieldDefinition> | undefined, now: Date) {
    this.text = text
    this.#parsed = parseExpression(text)
    this.#fields = fields
    this.#now = now.getTime() * 1000
  }

  judge(batch: Batch, verdicts: Uint8Array): void {
    const names = batch.columns.map(({ name }) => name)
    const { expression, unknown } = bindFields(this.#parsed, names)
    const read = new Set(fieldsOf(expression))
    const operands = new Map<string, Operand>(
      batch.columns
        .filter(({ name }) => read.has(name))
        .map(({ name, vector }) => [name, operandOf(vector, this.#fields?.get(name))]),
    )
    // A column that a batch leaves out holds only nulls in it; one that no batch has is somebody else's to find.
    for (const name of unknown) operands.set(name, { ...shapeOf('any'), at: () => null })
    const holds = this.#compiled(expression, operands)
    if (holds === undefined) {
      verdicts.fill(NULL)
      return
    }
    for (let row = 0; row < batch.length; row++) {
      const held = holds(row)
      verdicts[row] = held === null ? NULL : held ? PASS : FAIL
    }
  }

  #compiled(expression: Expression, operands: ReadonlyMap<string, Operand>) {
    try {
      return compileCheck(expression, operands, { now: this.#now })
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'EXPRESSION_INVALID') throw thrown
      const unsupported = unsupportedIn(expression, operands, { now: this.#now })
      this.trouble = `its expression holds what cannot be evaluated: ${unsupported.join(', ')}`
      return undefined
    }
  }
}

/** Names of the columns that an expression reads, as they are written. */
export function columnsRead(text: string): readonly string[] {
  try {
    return fieldsOf(parseExpression(text))
  } catch (thrown) {
    // Who parses the rules refuses it; until then it reads nothing.
    if (thrown instanceof UnderstudyError) return []
    throw thrown
  }
}

function operandOf(vector: Vector, field: FieldDefinition | undefined): Operand {
  const order = orderOfField(field)
  const isText = vector.type === 'text' || vector.type === 'pick' || vector.type === 'concat'
  if (!isText && vector.type !== 'json') return operandOfVector(vector)
  if (isText && (order === 'text' || field?.type === 'text')) return operandOfVector(vector)
  if (vector.type === 'json' && field?.type === 'json') return operandOfVector(vector)
  if (field?.type !== undefined) return operandOfField(field, valueReader(vector))
  const { words, indices } = textColumn(vector)
  const { nulls } = vector
  const at = (row: number) => words[indices === undefined ? row : indices[row]!]!
  if (vector.type !== 'json') return { ...shapeOf('any'), at: (row) => (nulls?.[row] === 1 ? null : at(row)) }
  const mixed = vector.values
  return { ...shapeOf('any'), at: (row) => (nulls?.[row] === 1 ? null : mixedValue(mixed[row])) }
}

function mixedValue(value: unknown): string | number | boolean {
  return typeof value === 'number' || typeof value === 'boolean' ? value : textOfJson(value)
}
