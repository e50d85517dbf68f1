import type { Expression } from '../../model/expression/ast.ts'
import type { Domain } from '../../model/expression/domain.ts'
import { narrow } from '../../model/expression/narrow.ts'
import { walk } from '../../model/expression/walk.ts'
import type { ConstraintDefinition, FieldDefinition } from '../../model/schema.ts'
import type { ColumnType, DomainType } from '../column-type.ts'
import type { Column } from '../definition.ts'
import type { Fillable } from './collect.ts'
import { columnShape } from './column-shape.ts'
import { limitChecks } from './limits.ts'
import type { Note } from './note.ts'
import type { RowExpression } from './row-expression.ts'

export type ReadExpression = (text: string, columns: readonly string[], value?: string) => RowExpression

/** A table with what its checks say, in full and of each column alone. */
export interface Ruled extends Fillable {
  readonly rules: readonly ConstraintDefinition[]
  readonly domains: ReadonlyMap<string, Domain>
  /** Of the elements of lists. */
  readonly elements: ReadonlyMap<string, Domain>
}

/** Reads the checks of a table, of its partitions and of the domains of its columns; those that nobody can evaluate are noted. */
export function withRules(
  fillable: Fillable,
  dialect: 'postgres' | 'sqlite',
  read: ReadExpression,
  notes: Note[],
): Ruled {
  const { table, entity } = fillable
  const columns = table.columns.map((column) => column.name)
  const rules: ConstraintDefinition[] = []
  const expressions: Expression[] = []
  const add = (name: string, text: string, at: string, value?: string): void => {
    const result = read(text, columns, value)
    for (const unknown of result.unknown) {
      notes.push({
        code: 'CHECK_NOT_UNDERSTOOD',
        severity: 'warning',
        at,
        message: `The check ${name} is not watched in full, as it holds ${unknown.reasons.join(', ')}: ${unknown.text}`,
        hint: `Give the columns in it a kind, values or a range that meet it, under ${entity} in the configuration.`,
      })
    }
    for (const { expression, text } of result.known) {
      if (isBooleanCheck(expression, table.columns)) continue
      rules.push({ type: 'check', name, entity, expression: text })
      expressions.push(expression)
    }
  }
  for (const check of [...fillable.checks, ...limitChecks(fillable)]) add(check.name, check.expression, entity)
  for (const column of table.columns) {
    for (const domain of domainsOf(column.type)) {
      for (const check of domain.checks) add(check.name, check.expression, `${entity}.${column.name}`, column.name)
    }
  }
  const elements = new Map<string, Domain>()
  for (const column of table.columns) {
    const element = elementOf(column.type)
    const rules = (element ? domainsOf(element) : []).flatMap((domain) => domain.checks)
    const said = rules.flatMap((check) => read(check.expression, ['VALUE']).known.map(({ expression }) => expression))
    const domain = narrow(said, new Map([['VALUE', element ? typeOf(element) : {}]]), { dialect }).domains.get('VALUE')
    if (domain) elements.set(column.name, domain)
  }
  const types = new Map(table.columns.map((column) => [column.name, typeOf(column.type)]))
  return { ...fillable, rules, domains: narrow(expressions, types, { dialect }).domains, elements }
}

function typeOf(type: ColumnType): Pick<FieldDefinition, 'type' | 'scale'> {
  const shape = columnShape(type)
  return {
    ...(shape === null ? {} : { type: shape.type }),
    ...(shape?.scale === undefined ? {} : { scale: shape.scale }),
  }
}

function elementOf(type: ColumnType): ColumnType | undefined {
  switch (type.kind) {
    case 'array':
      return type.element
    case 'domain':
      return elementOf(type.base)
    default:
      return undefined
  }
}

/** The domains that a column's values pass through, those that these are made of too. */
function domainsOf(type: ColumnType): DomainType[] {
  return type.kind === 'domain' ? [type, ...domainsOf(type.base)] : []
}

/** SQLite has no booleans: a check that leaves 0 and 1 is how one is declared, and says no more than the type here. */
function isBooleanCheck(expression: Expression, columns: readonly Column[]): boolean {
  if (expression.type !== 'in' || expression.negated || expression.operand.type !== 'field') return false
  const { name } = expression.operand
  const boolean = columns.some((column) => column.name === name && column.type.kind === 'boolean')
  return (
    boolean &&
    [...walk(expression)].every(
      (part) => part.type !== 'literal' || (part.kind === 'number' && /^[01]$/.test(part.text)),
    )
  )
}
