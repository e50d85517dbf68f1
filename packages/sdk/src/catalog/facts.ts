import type { DefaultPrivileges, Policy } from './access.ts'
import type { CompositeType, DomainType, EnumType } from './column-type.ts'
import type {
  Collation,
  Column,
  Constraint,
  EventTrigger,
  Extension,
  Index,
  RangeType,
  Rule,
  Schema,
  SchemaDefinition,
  Sequence,
  Statistics,
  Table,
  Trigger,
  View,
} from './definition.ts'
import type { ForeignDataWrapper, ForeignServer, UserMapping } from './foreign.ts'
import { type ObjectId, type ObjectKind, objectId, routineId } from './identity.ts'
import type { Publication } from './publication.ts'
import type { QualifiedName } from './qualified-name.ts'
import type { Routine } from './routine.ts'

/** One object of a database, parts of tables included, so that two databases can be compared object by object. */
export type Fact = Common &
  (
    | { readonly kind: 'schema'; readonly object: Schema }
    | { readonly kind: 'extension'; readonly object: Extension }
    | { readonly kind: 'collation'; readonly object: Collation }
    | { readonly kind: 'enum'; readonly object: EnumType }
    | { readonly kind: 'domain'; readonly object: DomainType }
    | { readonly kind: 'composite'; readonly object: CompositeType }
    | { readonly kind: 'range'; readonly object: RangeType }
    | { readonly kind: 'sequence'; readonly object: Sequence }
    | { readonly kind: 'table'; readonly object: Table }
    | { readonly kind: 'column'; readonly object: Column; readonly table: Table }
    | {
        readonly kind: 'default'
        readonly object: { readonly expression: string }
        readonly column: Column
        readonly table: Table
      }
    | { readonly kind: 'constraint'; readonly object: Constraint; readonly table: Table }
    | { readonly kind: 'view' | 'materialized view'; readonly object: View }
    | { readonly kind: 'function' | 'procedure' | 'aggregate'; readonly object: Routine }
    | { readonly kind: 'index'; readonly object: Index }
    | { readonly kind: 'statistics'; readonly object: Statistics }
    | { readonly kind: 'trigger'; readonly object: Trigger }
    | { readonly kind: 'rule'; readonly object: Rule }
    | { readonly kind: 'policy'; readonly object: Policy }
    | { readonly kind: 'event trigger'; readonly object: EventTrigger }
    | { readonly kind: 'publication'; readonly object: Publication }
    | { readonly kind: 'foreign data wrapper'; readonly object: ForeignDataWrapper }
    | { readonly kind: 'foreign server'; readonly object: ForeignServer }
    | { readonly kind: 'user mapping'; readonly object: UserMapping }
    | { readonly kind: 'default privileges'; readonly object: DefaultPrivileges }
  )

interface Common {
  readonly id: ObjectId
  /** What it is a part of, and ends with. */
  readonly parent: ObjectId | null
}

export type FactKind = Fact['kind']
export type FactOf<Kind extends FactKind> = Fact & { readonly kind: Kind }

/**
 * Every object of a definition by its identity. Indexes that serve a constraint are part of that, and sequences of
 * identities are part of their column: they have no entry.
 */
export function factsOf(definition: SchemaDefinition): Map<ObjectId, Fact> {
  const facts = new Map<ObjectId, Fact>()
  for (const fact of allFacts(definition)) facts.set(fact.id, fact)
  return facts
}

function* allFacts(definition: SchemaDefinition): Generator<Fact> {
  for (const object of definition.schemas) yield { ...alone('schema', object.name), object }
  for (const object of definition.extensions) yield { ...alone('extension', object.name), object }
  for (const object of definition.collations) yield { ...named('collation', object), object }
  for (const object of definition.enums) yield { ...named('enum', object), object }
  for (const object of definition.domains) yield { ...named('domain', object), object }
  for (const object of definition.composites) yield { ...named('composite', object), object }
  for (const object of definition.ranges) yield { ...named('range', object), object }
  const identities = new Set(definition.tables.flatMap(({ columns }) => columns.flatMap(identitySequence)))
  for (const object of definition.sequences) {
    const fact = { ...named('sequence', object), object }
    if (!identities.has(fact.id)) yield fact
  }
  for (const table of definition.tables) yield* tableFacts(table)
  for (const object of definition.views) yield { ...named(viewKind(object), object), object }
  for (const object of definition.routines) {
    const { kind, schema, name, argumentTypes } = object
    yield { id: routineId(kind, schema, name, argumentTypes), kind, parent: null, object }
  }
  yield* dependents(definition)
  for (const object of definition.eventTriggers) yield { ...alone('event trigger', object.name), object }
  for (const object of definition.publications) yield { ...alone('publication', object.name), object }
  for (const object of definition.foreignDataWrappers) yield { ...alone('foreign data wrapper', object.name), object }
  for (const object of definition.foreignServers) yield { ...alone('foreign server', object.name), object }
  for (const object of definition.userMappings) {
    yield { ...alone('user mapping', object.server, object.role ?? 'public'), object }
  }
  for (const object of definition.defaultPrivileges) {
    yield { ...alone('default privileges', object.role, object.schema ?? '', object.objects), object }
  }
}

/** The sequence of an identity is part of its column. */
function identitySequence({ identitySequence }: Column): ObjectId[] {
  return identitySequence === null ? [] : [named('sequence', identitySequence).id]
}

function* tableFacts(table: Table): Generator<Fact> {
  const { schema, name } = table
  const owner = named('table', table)
  yield { ...owner, object: table }
  for (const column of table.columns) {
    const id = objectId('column', schema, name, column.name)
    yield { id, kind: 'column', parent: owner.id, object: column, table }
    if (column.default === null) continue
    const object = { expression: column.default }
    yield { id: objectId('default', schema, name, column.name), kind: 'default', parent: id, object, column, table }
  }
  for (const object of table.constraints) {
    yield { id: objectId('constraint', schema, name, object.name), kind: 'constraint', parent: owner.id, object, table }
  }
}

/** What stands on a table or a view and ends with it. */
function* dependents({ views, indexes, statistics, triggers, rules, policies }: SchemaDefinition): Generator<Fact> {
  const kinds = new Map(
    views.map((view): [string, ObjectKind] => [objectId('view', view.schema, view.name), viewKind(view)]),
  )
  const relation = ({ schema, name }: QualifiedName): ObjectId =>
    objectId(kinds.get(objectId('view', schema, name)) ?? 'table', schema, name)
  for (const object of indexes) {
    if (object.constraint !== null) continue
    yield { id: objectId('index', object.schema, object.name), kind: 'index', parent: relation(object.table), object }
  }
  for (const object of statistics) {
    const id = objectId('statistics', object.schema, object.name)
    yield { id, kind: 'statistics', parent: relation(object.table), object }
  }
  for (const object of triggers) yield { ...onRelation('trigger', object, relation), object }
  for (const object of rules) yield { ...onRelation('rule', object, relation), object }
  for (const object of policies) yield { ...onRelation('policy', object, relation), object }
}

function onRelation<Kind extends 'trigger' | 'rule' | 'policy'>(
  kind: Kind,
  { table, name }: { readonly table: QualifiedName; readonly name: string },
  relation: (table: QualifiedName) => ObjectId,
) {
  return { id: objectId(kind, table.schema, table.name, name), kind, parent: relation(table) }
}

function named<Kind extends ObjectKind>(kind: Kind, { schema, name }: QualifiedName) {
  return { id: objectId(kind, schema, name), kind, parent: null }
}

function alone<Kind extends ObjectKind>(kind: Kind, ...path: readonly string[]) {
  return { id: objectId(kind, ...path), kind, parent: null }
}

function viewKind({ materialized }: View): 'view' | 'materialized view' {
  return materialized ? 'materialized view' : 'view'
}
