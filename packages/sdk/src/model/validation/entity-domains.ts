import { expressionOf } from '../constraint-expression.ts'
import type { Expression } from '../expression/ast.ts'
import { type Domain, wholeDomain } from '../expression/domain.ts'
import { type FieldTypes, type Narrowing, narrow } from '../expression/narrow.ts'
import { shapeOfField } from '../expression/shape.ts'
import type { Dialect } from '../expression/term.ts'
import { joinPath } from '../problem.ts'
import type { ConstraintDefinition, FieldDefinition } from '../schema.ts'
import type { Placed } from './draft.ts'
import type { Expressions } from './expressions.ts'
import type { ViewEntity } from './view.ts'

/** What each constraint of an entity says on its own. */
export interface Said {
  readonly constraint: Placed<ConstraintDefinition>
  readonly narrowing: Narrowing
}

export function typesOf(entity: ViewEntity): FieldTypes {
  return new Map([...entity.fields].map(([name, { value }]) => [name, value]))
}

export function saidBy(entity: ViewEntity, expressions: Expressions, dialect: Dialect): Said[] {
  const types = typesOf(entity)
  return entity.constraints.flatMap((constraint) => {
    const expression = expressionAt(entity, constraint, expressions)
    return expression ? [{ constraint, narrowing: narrow([expression], types, { dialect }) }] : []
  })
}

/** Those that read fields that are not there have been reported, and say nothing. */
function expressionAt(
  entity: ViewEntity,
  { path, value }: Placed<ConstraintDefinition>,
  expressions: Expressions,
): Expression | undefined {
  switch (value.type) {
    case 'check':
      return expressions.get(joinPath(path, 'expression'))
    case 'range':
    case 'enum':
      return entity.fields.has(value.field) ? expressionOf(value) : undefined
    case 'order':
      return value.fields.every((name) => entity.fields.has(name)) ? expressionOf(value) : undefined
    case 'unique':
    case 'conditional':
      return undefined
  }
}

/** What the field's own definition leaves of its type. */
export function ownDomain({ type, maxLength, precision, scale = 0 }: FieldDefinition): Domain {
  const whole = wholeDomain(shapeOfField(type).type)
  const longest = maxLength ?? whole.maxLength
  if (type !== 'decimal' || precision === undefined || precision > 15 || scale > precision)
    return { ...whole, maxLength: longest }
  const most = Number(`1e${precision - scale}`) - Number(`1e-${scale}`)
  return { ...whole, min: { value: -most, inclusive: true }, max: { value: most, inclusive: true } }
}
