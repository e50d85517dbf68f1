import { expressionOf } from '../../model/constraint-expression.ts'
import { unsupportedIn } from '../../model/expression/evaluate.ts'
import { bindFields, fieldsOf } from '../../model/expression/fields.ts'
import { operandOfField } from '../../model/expression/operand.ts'
import { printExpression } from '../../model/expression/print.ts'
import { type ParsedSchema, parseSchema } from '../../model/parse.ts'
import type { DataSchema } from '../../model/schema.ts'
import type { ColumnPattern, EntityPattern } from '../data-patterns.ts'
import { findReferences } from './find-references.ts'
import type { RelationshipEnds } from './learn-relationship.ts'
import type { SampleTable } from './sample-table.ts'

/** What a schema says of one entity. */
export interface EntityFacts {
  readonly primaryKey: readonly string[] | undefined
  readonly unique: ReadonlySet<string>
  /** Of several columns, besides the primary key. */
  readonly uniqueTogether: readonly (readonly string[])[]
  readonly table: EntityPattern['table']
  readonly about: ReadonlyMap<string, Pick<ColumnPattern, 'maxLength' | 'scale' | 'databaseType'>>
  readonly orderings: EntityPattern['orderings']
  /** Checks that can be evaluated here. */
  readonly rules: readonly string[]
  /** Checks and uniques that cannot be kept, and why. */
  readonly unkept: readonly string[]
}

export function schemaFacts(schema: DataSchema | undefined): (entity: string) => EntityFacts {
  const parsed = schema === undefined ? undefined : parseSchema(schema)
  return (entity) => factsOf(entity, parsed)
}

/** Foreign keys: those of the schema, or those that the rows show. */
export function relationshipEnds(tables: readonly SampleTable[], schema: DataSchema | undefined): RelationshipEnds[] {
  const parsed = schema === undefined ? undefined : parseSchema(schema)
  if (!parsed || parsed.relationships.length === 0) return tables.length > 1 ? findReferences(tables) : []
  const tableOf = new Map(tables.map((table) => [table.entity, table]))
  return parsed.relationships.flatMap((one): RelationshipEnds[] => {
    if (one.type === 'polymorphic') return []
    const parent = tableOf.get(one.parent.entity)
    const child = tableOf.get(one.child.entity)
    return parent && child && parent.rows > 0
      ? [{ parent: { table: parent, fields: one.parent.fields }, child: { table: child, fields: one.child.fields } }]
      : []
  })
}

function factsOf(entity: string, schema: ParsedSchema | undefined): EntityFacts {
  const found = schema?.entities.find(({ name }) => name === entity)
  const constraints = schema?.constraints.filter((one) => one.entity === entity) ?? []
  const fields = found?.fields ?? []
  const rules: string[] = []
  const unkept: string[] = []
  const shapes = new Map(fields.map((field) => [field.name, operandOfField(field, () => null)]))
  const orderings: { columns: string[]; strict: boolean }[] = []
  const unique = new Set(fields.filter((field) => field.unique === true).map(({ name }) => name))
  const uniqueTogether: (readonly string[])[] = []
  for (const one of constraints) {
    if (one.type === 'unique') {
      const [only] = one.fields
      if (only !== undefined && one.fields.length === 1) unique.add(only)
      else if (!isSet(one.fields, found?.primaryKey)) uniqueTogether.push(one.fields)
    } else if (one.type === 'order') orderings.push({ columns: one.fields, strict: one.strict ?? false })
    else if (one.type === 'check' || one.type === 'conditional') {
      const expression = expressionOf(one)
      if (!expression) continue
      const bound = bindFields(expression, shapes.keys())
      const text = printExpression(bound.expression)
      // A check of one column is met by values that are like those of the sample.
      if (fieldsOf(bound.expression).length < 2) continue
      if (bound.unknown.length > 0 || unsupportedIn(bound.expression, shapes).length > 0) unkept.push(text)
      else rules.push(text)
    }
  }
  return {
    primaryKey: found?.primaryKey,
    unique,
    uniqueTogether,
    table: found?.table,
    about: new Map(
      fields.map(({ name, maxLength, scale, databaseType }) => [
        name,
        {
          ...(maxLength === undefined ? {} : { maxLength }),
          ...(scale === undefined ? {} : { scale }),
          ...(databaseType === undefined ? {} : { databaseType }),
        },
      ]),
    ),
    orderings,
    rules,
    unkept,
  }
}

function isSet(fields: readonly string[], others: readonly string[] | undefined): boolean {
  return others !== undefined && others.length === fields.length && fields.every((name) => others.includes(name))
}
