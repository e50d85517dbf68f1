import { UnderstudyError } from '../errors.ts'
import type { Vector } from '../model/batch.ts'
import type { Expression } from '../model/expression/ast.ts'
import { compileExpression, type EvaluationOptions } from '../model/expression/evaluate.ts'
import { bindFields, fieldsOf } from '../model/expression/fields.ts'
import type { Equality } from '../model/expression/narrow.ts'
import { operandOfVector } from '../model/expression/operand.ts'
import { parseExpression } from '../model/expression/parse.ts'
import type { EntityDefinition, FieldDefinition } from '../model/schema.ts'
import { computedVector } from './computed-vector.ts'
import { type FieldOrder, orderFields } from './order-fields.ts'

/** What of a row follows from the rest of it. */
export interface Derivation {
  /** For each computed field, the fields that it reads. */
  readonly reads: ReadonlyMap<string, readonly string[]>
  /** Brings ordered fields into order and adds the computed ones. */
  apply(vectors: ReadonlyMap<string, Vector>, length: number): Map<string, Vector>
}

export interface Computed {
  readonly field: FieldDefinition
  readonly expression: Expression
  readonly reads: readonly string[]
}

/**
 * Fields with an expression of their own, and those that a constraint ties to others by an equality: as far as they are
 * free to be set, and do not wait for each other.
 */
export function computedFields(
  entity: EntityDefinition,
  equalities: readonly Equality[],
  isFree: (field: string) => boolean,
): Computed[] {
  const computed = entity.fields.flatMap((field) =>
    field.compute === undefined ? [] : [parsed(entity, field, field.compute)],
  )
  for (const { field: name, expression } of equalities) {
    const field = entity.fields.find((one) => one.name === name)
    const reads = fieldsOf(expression)
    const waits =
      reads.includes(name) ||
      computed.some((one) => one.field.name === name || one.reads.includes(name) || reads.includes(one.field.name))
    if (field && !field.generated && reads.length > 0 && isFree(name) && !waits)
      computed.push({ field, expression, reads })
  }
  return computed
}

export function derivation(
  entity: EntityDefinition,
  fields: readonly Computed[],
  orders: readonly FieldOrder[],
  evaluation: EvaluationOptions,
): Derivation {
  const computed = inOrder(entity, fields)
  return {
    reads: new Map(computed.map(({ field, reads }) => [field.name, reads])),
    apply(given, length) {
      const vectors = new Map(given)
      for (const order of orders) orderFields(vectors, order)
      for (const { field, expression, reads } of computed) {
        const operands = new Map(reads.map((name) => [name, operandOfVector(vectors.get(name)!)]))
        vectors.set(field.name, computedVector(field, compileExpression(expression, operands, evaluation), length))
      }
      return vectors
    },
  }
}

function parsed(entity: EntityDefinition, field: FieldDefinition, text: string): Computed {
  const names = entity.fields.map(({ name }) => name)
  const { expression, unknown } = bindFields(parseExpression(text), names)
  if (unknown.length > 0)
    throw invalid(entity, field, `reads ${unknown.join(', ')}, which ${entity.name} does not have`)
  return { field, expression, reads: fieldsOf(expression) }
}

/** A field that reads another computed one comes after it. */
function inOrder(entity: EntityDefinition, computed: readonly Computed[]): Computed[] {
  const byName = new Map(computed.map((one) => [one.field.name, one]))
  const done: Computed[] = []
  const visit = (one: Computed, path: readonly Computed[]): void => {
    if (done.includes(one)) return
    if (path.includes(one)) throw invalid(entity, one.field, 'is computed from itself')
    for (const name of one.reads) {
      const other = byName.get(name)
      if (other) visit(other, [...path, one])
    }
    done.push(one)
  }
  for (const one of computed) visit(one, [])
  return done
}

function invalid(entity: EntityDefinition, field: FieldDefinition, why: string): UnderstudyError {
  return new UnderstudyError('SCHEMA_INVALID', {
    operation: 'plan rows',
    at: `${entity.name}.${field.name}.compute`,
    message: `${entity.name}.${field.name} ${why}`,
  })
}
