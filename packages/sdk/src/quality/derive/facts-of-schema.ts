import { expressionOf, labelOf } from '../../model/constraint-expression.ts'
import { unsupportedIn } from '../../model/expression/evaluate.ts'
import { conjunctsOf } from '../../model/expression/normal.ts'
import { parseExpression } from '../../model/expression/parse.ts'
import { type ParsedSchema, parseSchema } from '../../model/parse.ts'
import type { ConstraintDefinition, EntityDefinition, FieldDefinition } from '../../model/schema.ts'
import type { FormatName } from '../rules/named-formats.ts'
import type {
  CheckFacts,
  ColumnFacts,
  DerivationNote,
  EntityFacts,
  KeyFacts,
  QualityFacts,
  ReferenceFacts,
  Said,
} from './quality-facts.ts'

/** What a DataSchema says of rows. It throws SCHEMA_INVALID where it is none. */
export function factsOfSchema(schema: unknown): QualityFacts {
  const parsed = parseSchema(schema)
  const notes: DerivationNote[] = []
  const entities = parsed.entities.map((entity) => factsOfEntity(entity, parsed, notes))
  return { source: 'schema', dialect: 'postgres', entities, notes }
}

const said = (evidence: string): Said => ({ evidence, confidence: 1 })

function factsOfEntity(
  entity: EntityDefinition,
  { relationships, constraints }: ParsedSchema,
  notes: DerivationNote[],
): EntityFacts {
  const own = constraints.filter((constraint) => constraint.entity === entity.name)
  const mayMiss = new Set(
    relationships.flatMap(({ child, optional }) => (child.entity === entity.name && optional ? child.fields : [])),
  )
  return {
    name: entity.name,
    columns: entity.fields.map((field) => factsOfField(field, mayMiss.has(field.name))),
    keys: [...keysOf(entity), ...uniquesOf(own), ...onesOf(entity, relationships)],
    references: relationships.flatMap((relationship) =>
      relationship.child.entity === entity.name ? referencesOf(relationship) : [],
    ),
    checks: own.flatMap((constraint) => checksOfConstraint(constraint, notes)),
    conditions: own.flatMap((constraint) =>
      constraint.type === 'conditional'
        ? [{ name: labelOf(constraint), when: constraint.when, then: constraint.then, ...said(labelOf(constraint)) }]
        : [],
    ),
  }
}

function checksOfConstraint(constraint: ConstraintDefinition, notes: DerivationNote[]): CheckFacts[] {
  const expression = constraint.type === 'conditional' ? undefined : expressionOf(constraint)
  if (expression === undefined) return []
  const name = labelOf(constraint)
  return conjunctsOf(expression).flatMap((part): CheckFacts[] => {
    const reasons = unsupportedIn(part)
    if (reasons.length === 0) return [{ name, expression: part, ...said(name) }]
    const message = `${name} is not watched in full, as it holds ${reasons.join(', ')}`
    notes.push({ code: 'CHECK_NOT_UNDERSTOOD', at: constraint.entity, message })
    return []
  })
}

function factsOfField(field: FieldDefinition, mayMiss: boolean): ColumnFacts {
  const { name, type, maxLength, nullable, nullRate = 0, compute } = field
  // The result of what is null is null.
  const neverNull = !nullable && nullRate === 0 && !mayMiss && compute === undefined
  return {
    name,
    type: type === undefined ? undefined : { is: type, scale: field.scale, ...said(`type ${type}`) },
    notNull: neverNull ? said('not nullable') : undefined,
    values: valuesOf(field),
    maxLength: maxLength === undefined ? undefined : { is: maxLength, ...said(`maxLength ${maxLength}`) },
    format: formatOf(field),
    computed:
      compute === undefined ? undefined : { expression: parseExpression(compute), ...said(`computed as ${compute}`) },
  }
}

function valuesOf({ kind, options }: FieldDefinition): ColumnFacts['values'] {
  const list: unknown = kind?.replace(/@\d+$/, '') === 'one-of' ? options?.values : undefined
  if (!Array.isArray(list)) return undefined
  const values = list.filter(
    (value): value is string | number | boolean =>
      typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean',
  )
  const one = new Set(values.map((value) => typeof value)).size === 1
  return one && values.length === list.length ? { values, ...said('one of the values that its kind lists') } : undefined
}

/** Kinds all of whose values, without options, are of the format of the same name. */
export const formatsOfKinds = [
  'email',
  'url',
  'uuid',
  'ipv4',
  'ipv6',
  'mac',
  'iban',
  'bic',
  'isbn',
  'ean',
  'credit-card',
  'country-code',
  'currency-code',
  'hex-color',
  'slug',
] as const satisfies readonly FormatName[]

function formatOf({ kind = '', type, options }: FieldDefinition): ColumnFacts['format'] {
  const is = formatsOfKinds.find((name) => name === kind.replace(/@\d+$/, ''))
  return is === undefined || type === 'uuid' || options !== undefined ? undefined : { is, ...said(`kind ${is}`) }
}

function keysOf({ name, primaryKey, fields }: EntityDefinition): KeyFacts[] {
  return [
    ...(primaryKey === undefined ? [] : [{ columns: primaryKey, primary: true, ...said(`primary key of ${name}`) }]),
    ...fields
      .filter((field) => field.unique)
      .map((field) => ({ columns: [field.name], primary: false, ...said('unique') })),
  ]
}

function uniquesOf(constraints: readonly ConstraintDefinition[]): KeyFacts[] {
  return constraints.flatMap((constraint) =>
    constraint.type === 'unique' ? [{ columns: constraint.fields, primary: false, ...said(labelOf(constraint)) }] : [],
  )
}

/** Of a parent that has one child at most. */
function onesOf({ name }: EntityDefinition, relationships: ParsedSchema['relationships']): KeyFacts[] {
  return relationships.flatMap((relationship) =>
    relationship.type === 'one-to-one' && relationship.child.entity === name
      ? [
          {
            columns: relationship.child.fields,
            primary: false,
            ...said(`one-to-one with ${relationship.parent.entity}`),
          },
        ]
      : [],
  )
}

function referencesOf(relationship: ParsedSchema['relationships'][number]): ReferenceFacts[] {
  const { child, name } = relationship
  const evidence = `relationship ${name ?? `${child.entity} (${child.fields.join(', ')})`}`
  if (relationship.type !== 'polymorphic') {
    const { parent } = relationship
    return [{ columns: child.fields, parent: parent.entity, parentColumns: parent.fields, ...said(evidence) }]
  }
  const { typeField } = relationship.child
  return relationship.parents.map(({ entity, fields, tag }) => ({
    columns: child.fields,
    parent: entity,
    parentColumns: fields,
    where: `${quoted(typeField)} = ${typeof tag === 'string' ? `'${tag.replaceAll("'", "''")}'` : String(tag)}`,
    ...said(evidence),
  }))
}

function quoted(name: string): string {
  return `"${name.replaceAll('"', '""')}"`
}
