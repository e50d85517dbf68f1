import type { DomainType } from '../../catalog/column-type.ts'
import type { Column, Constraint, Element, SchemaDefinition, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import { sqlTokens } from '../../catalog/sql-tokens.ts'
import type { Subject } from './subject.ts'

/**
 * Every constraint of a schema, in the order of its tables. What a partition has from the whole is the whole's, and
 * tried there.
 */
export function subjectsOf(definition: SchemaDefinition): Subject[] {
  return definition.tables
    .filter(({ kind }) => kind !== 'virtual')
    .flatMap((table) => [
      ...table.constraints.flatMap((one) => ofConstraint(table, one)),
      ...uniqueIndexes(definition, table),
      ...(table.kind === 'partition' ? [] : table.columns.flatMap((column) => ofColumn(table, column))),
    ])
}

function ofConstraint(table: Table, one: Constraint): Subject[] {
  const { name } = one
  if (table.kind === 'partition' && (one.inherited || one.keyOfWhole !== null)) return []
  switch (one.kind) {
    case 'primary key':
    case 'unique': {
      const { kind, columns, nullsNotDistinct, withoutOverlaps } = one
      const elements = columns.map((column) => ({ column }))
      return [{ kind, table, name, columns, elements, predicate: null, nullsNotDistinct, withoutOverlaps }]
    }
    case 'foreign key': {
      const key = { kind: one.kind, table, name, columns: one.columns, key: one } as const
      return [
        { ...key, side: 'insert' },
        { ...key, side: 'delete' },
      ]
    }
    case 'check': {
      const { kind, expression, valid, enforced } = one
      return [{ kind, table, name, columns: columnsIn(expression, table), expression, valid, enforced }]
    }
    case 'exclusion':
      return [{ kind: one.kind, table, name, columns: columnsOf(one.elements, table), exclusion: one }]
  }
}

function uniqueIndexes(definition: SchemaDefinition, table: Table): Subject[] {
  return definition.indexes
    .filter(
      (index) => index.unique && index.constraint === null && !index.inherited && keyOf(index.table) === keyOf(table),
    )
    .map(({ name, elements, predicate, nullsNotDistinct }) => ({
      kind: 'unique',
      table,
      name,
      columns: columnsOf(elements, table),
      elements,
      predicate,
      nullsNotDistinct,
      withoutOverlaps: false,
    }))
}

function ofColumn(table: Table, column: Column): Subject[] {
  const one = { table, columns: [column.name], column }
  return [
    // SQLite numbers a row itself that brings nothing for its number: there is no null to refuse.
    ...(column.notNull && !column.rowidAlias
      ? [
          {
            ...one,
            kind: 'not null' as const,
            name: column.notNullConstraint?.name ?? column.name,
            valid: column.notNullConstraint?.valid ?? true,
          },
        ]
      : []),
    ...domainsOf(column).flatMap((domain) => [
      ...domain.checks.map(({ name, expression, valid }) => ({
        ...one,
        kind: 'domain' as const,
        name,
        domain,
        expression,
        valid,
      })),
      ...(domain.notNull
        ? [{ ...one, kind: 'domain' as const, name: `${domain.name} not null`, domain, expression: null, valid: true }]
        : []),
    ]),
    ...(column.generated !== null || column.identity === 'always'
      ? [{ ...one, kind: 'generated' as const, name: column.name }]
      : []),
  ]
}

/** The domains that its values pass through. */
export function domainsOf({ type }: Column): DomainType[] {
  const found: DomainType[] = []
  for (let one = type; one.kind === 'domain'; one = one.base) found.push(one)
  return found
}

function columnsOf(elements: readonly Element[], table: Table): string[] {
  return [
    ...new Set(
      elements.flatMap((element) => ('column' in element ? [element.column] : columnsIn(element.expression, table))),
    ),
  ]
}

/** The columns of a table that an expression names. */
export function columnsIn(expression: string, { columns }: Pick<Table, 'columns'>): string[] {
  const words = sqlTokens(expression, 'subscript').flatMap((token) =>
    token.kind === 'word' || token.kind === 'quoted' ? [token.value] : [],
  )
  const exact = new Set(words)
  const lower = new Set(words.map((word) => word.toLowerCase()))
  return columns.map(({ name }) => name).filter((name) => exact.has(name) || lower.has(name.toLowerCase()))
}
