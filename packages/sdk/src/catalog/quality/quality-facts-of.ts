import type {
  CheckFacts,
  ColumnFacts,
  DerivationNote,
  EntityFacts,
  KeyFacts,
  QualityFacts,
  ReferenceFacts,
  Said,
} from '../../quality/derive/quality-facts.ts'
import type { ColumnType, DomainType } from '../column-type.ts'
import type { Column, ForeignKey, Index, KeyConstraint, SchemaDefinition, Table } from '../definition.ts'
import { columnShape } from '../model/column-shape.ts'
import { type EntityNames, entityNames, keyOf } from '../model/entity-names.ts'
import { type RowExpression, rowExpressions } from '../model/row-expression.ts'

type Read = (text: string, columns: readonly string[], value?: string) => RowExpression

interface Around {
  readonly definition: SchemaDefinition
  readonly names: EntityNames
  readonly read: Read
  readonly notes: DerivationNote[]
}

/**
 * What a database holds its rows to, by its own catalog. A partitioned table is one entity, held to what it says itself
 * and to the foreign keys that all of its partitions have. What the engine enforces is certain; what it was told not to
 * check (NOT VALID), or does not check unless asked (foreign keys of SQLite), is half as sure.
 */
export function qualityFactsOf(definition: SchemaDefinition): QualityFacts {
  const names = entityNames([...definition.tables, ...definition.views], definition.defaultSchema)
  const around: Around = { definition, names, read: rowExpressions(definition), notes: [] }
  const entities = definition.tables.flatMap((table) =>
    table.kind === 'table' || table.kind === 'partitioned' ? [factsOfTable(table, around)] : [],
  )
  return { source: 'catalog', dialect: definition.engine, entities, notes: around.notes }
}

const sure = 1
const unchecked = 0.5

function factsOfTable(table: Table, around: Around): EntityFacts {
  const { definition, names } = around
  const heirs = definition.tables.some(
    (other) => other.bound === null && other.parents.some((parent) => keyOf(parent) === keyOf(table)),
  )
  if (heirs) {
    around.notes.push({
      code: 'NOT_FOR_ALL_ROWS',
      at: names(table),
      message: 'Tables that inherit from it show their rows in it too, and its keys do not hold for those.',
    })
  }
  return {
    name: names(table),
    columns: table.columns.map((column) => factsOfColumn(table, column, around)),
    keys: heirs ? [] : keysOf(table, around),
    references: heirs ? [] : referencesOf(table, around),
    checks: [...checksOf(table, around), ...table.columns.flatMap((column) => domainChecksOf(table, column, around))],
    conditions: [],
  }
}

function factsOfColumn(table: Table, column: Column, { definition, names, read, notes }: Around): ColumnFacts {
  const { name, databaseType } = column
  const at = `${names(table)}.${name}`
  const shape = columnShape(column.type)
  const enforced = definition.engine === 'postgres' || table.strict
  const ofType: Said = { evidence: `type ${databaseType}`, confidence: enforced ? sure : unchecked }
  // Types that the model knows by their notation alone stand as text, and say no more.
  const known = shape !== null && shape.pattern === undefined && shape.vector === undefined
  if (!known)
    notes.push({ code: 'TYPE_NOT_UNDERSTOOD', at, message: `No rule says what a ${databaseType} must look like.` })
  const key = table.constraints.some((one) => one.kind === 'primary key' && one.columns.includes(name))
  const nullable = !column.notNull && !key && !domainNotNull(column.type)
  return {
    name,
    type: known ? { is: shape.type, scale: shape.scale, ...ofType } : undefined,
    notNull: nullable
      ? undefined
      : { evidence: column.notNull ? 'NOT NULL' : 'its type or key is never null', confidence: sure },
    values: known && shape.values !== undefined ? { values: shape.values, ...ofType } : undefined,
    maxLength: enforced && known && shape.maxLength !== undefined ? { is: shape.maxLength, ...ofType } : undefined,
    format: undefined,
    computed: computedOf(table, column, read, notes, at),
  }
}

function computedOf(
  table: Table,
  { generated }: Column,
  read: Read,
  notes: DerivationNote[],
  at: string,
): ColumnFacts['computed'] {
  if (generated === null) return undefined
  const { known, unknown } = read(generated.expression, namesOf(table))
  const [only] = known
  if (only !== undefined && known.length === 1 && unknown.length === 0)
    return { expression: only.expression, evidence: `generated as ${generated.expression}`, confidence: sure }
  const reasons = unknown.flatMap((one) => one.reasons)
  notes.push({
    code: 'CHECK_NOT_UNDERSTOOD',
    at,
    message: `What it is generated as is not watched: ${reasons.join(', ') || 'it is several conditions'}`,
  })
  return undefined
}

function domainNotNull(type: ColumnType): boolean {
  return type.kind === 'domain' && (type.notNull || domainNotNull(type.base))
}

function keysOf(table: Table, { definition, names, read, notes }: Around): KeyFacts[] {
  const constraints = table.constraints.filter(
    (one): one is KeyConstraint => one.kind === 'primary key' || one.kind === 'unique',
  )
  const note = (message: string): void => {
    notes.push({ code: 'KEY_NOT_UNDERSTOOD', at: names(table), message })
  }
  return [
    ...constraints.flatMap((key): KeyFacts[] => {
      if (key.withoutOverlaps) {
        note(`The key ${key.name} is about ranges that do not overlap, which no rule says.`)
        return []
      }
      const primary = key.kind === 'primary key'
      return [{ columns: key.columns, primary, evidence: `${key.kind} ${key.name}`, confidence: sure }]
    }),
    ...definition.indexes
      .filter(
        (index) => index.unique && index.constraint === null && index.valid && keyOf(index.table) === keyOf(table),
      )
      .flatMap((index) => keyOfIndex(index, table, read, note)),
  ]
}

function keyOfIndex(index: Index, table: Table, read: Read, note: (message: string) => void): KeyFacts[] {
  const columns = index.elements.flatMap((element) => ('column' in element ? [element.column] : []))
  if (columns.length < index.elements.length) {
    note(`The unique index ${index.name} is on the result of an expression, which no rule says.`)
    return []
  }
  const key = { columns, primary: false, evidence: `unique index ${index.name}`, confidence: sure }
  if (index.predicate === null) return [key]
  const { known, unknown } = read(index.predicate, namesOf(table))
  if (unknown.length > 0) {
    note(`The unique index ${index.name} is on some of the rows, and which ones nobody else can tell.`)
    return []
  }
  return [{ ...key, where: known.map(({ text }) => (known.length > 1 ? `(${text})` : text)).join(' AND ') }]
}

/** A foreign key holds for all rows where the table has it, or each of its partitions. */
function referencesOf(table: Table, { definition, names, notes }: Around): ReferenceFacts[] {
  const leaves = leavesOf(table, definition)
  const own = foreignKeysOf(table)
  const shared = leaves
    .flatMap(foreignKeysOf)
    .filter((key) => leaves.every((leaf) => foreignKeysOf(leaf).some((other) => sameReference(key, other))))
  const all = [...own, ...shared].filter((key, at, list) => list.findIndex((other) => sameReference(key, other)) === at)
  return all.flatMap((key): ReferenceFacts[] => {
    if (key.period) {
      notes.push({
        code: 'KEY_NOT_UNDERSTOOD',
        at: names(table),
        message: `The foreign key ${key.name} is about ranges, which no rule says.`,
      })
      return []
    }
    const enforced = key.valid && key.enforced && definition.engine === 'postgres'
    return [
      {
        columns: key.columns,
        parent: names(key.references),
        parentColumns: key.references.columns,
        evidence: `foreign key ${key.name}`,
        confidence: enforced ? sure : unchecked,
      },
    ]
  })
}

function foreignKeysOf(table: Table): ForeignKey[] {
  return table.constraints.filter((one): one is ForeignKey => one.kind === 'foreign key')
}

function sameReference(a: ForeignKey, b: ForeignKey): boolean {
  return (
    keyOf(a.references) === keyOf(b.references) &&
    a.columns.join('\0') === b.columns.join('\0') &&
    a.references.columns.join('\0') === b.references.columns.join('\0')
  )
}

function leavesOf(table: Table, definition: SchemaDefinition): readonly Table[] {
  const parts = definition.tables.filter(
    (other) => other.kind === 'partition' && other.parents.some((parent) => keyOf(parent) === keyOf(table)),
  )
  return parts.flatMap((part) => (part.partitionKey === null ? [part] : leavesOf(part, definition)))
}

function checksOf(table: Table, around: Around): CheckFacts[] {
  return table.constraints.flatMap((one) =>
    one.kind === 'check'
      ? readCheck(one.name, one.expression, one.valid && one.enforced ? sure : unchecked, table, around)
      : [],
  )
}

function domainChecksOf(table: Table, column: Column, around: Around): CheckFacts[] {
  return domainsOf(column.type).flatMap(({ checks }) =>
    checks.flatMap(({ name, expression }) => readCheck(name, expression, sure, table, around, column.name)),
  )
}

function domainsOf(type: ColumnType): DomainType[] {
  return type.kind === 'domain' ? [type, ...domainsOf(type.base)] : []
}

function readCheck(
  name: string,
  text: string,
  confidence: number,
  table: Table,
  { names, read, notes }: Around,
  value?: string,
): CheckFacts[] {
  const { known, unknown } = read(text, namesOf(table), value)
  for (const part of unknown) {
    const at = value === undefined ? names(table) : `${names(table)}.${value}`
    const message = `The check ${name} is not watched in full, as it holds ${part.reasons.join(', ')}: ${part.text}`
    notes.push({ code: 'CHECK_NOT_UNDERSTOOD', at, message })
  }
  return known.map((part) => ({
    name,
    expression: part.expression,
    evidence: `check ${name} (${part.text})`,
    confidence,
  }))
}

function namesOf({ columns }: Table): string[] {
  return columns.map(({ name }) => name)
}
