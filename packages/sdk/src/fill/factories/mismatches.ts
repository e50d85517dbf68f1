import type { Table } from '../../catalog/definition.ts'
import type { DescribedField, FactoryDescription } from '../../factory/describe-factory.ts'
import type { ValueShape } from '../../factory/value-shape.ts'
import type { Domain } from '../../model/expression/domain.ts'
import { columnNamed, type FactoryTables, isNotNull } from './factory-tables.ts'
import { missingColumns, referenceMismatches, uniqueMismatches } from './key-mismatches.ts'
import type { Mismatch, Place } from './mismatch.ts'
import { checkMismatches, typeMismatches } from './value-mismatches.ts'

/** Compares a factory with its table, before any row is made. `domains` is what CHECK constraints leave to each column. */
export function mismatches(
  factory: FactoryDescription,
  tables: FactoryTables,
  domains: ReadonlyMap<string, Domain>,
): Mismatch[] {
  const table = tables.named(factory.entity)
  const linked = new Set(factory.references.flatMap(({ fields }) => fields))
  return [
    ...factory.fields
      .filter(({ name }) => !linked.has(name))
      .flatMap((field) => ofField(factory, field, table, domains)),
    ...missingColumns(factory, table, linked),
    ...uniqueMismatches(factory, table),
    ...referenceMismatches(factory, table, tables),
  ]
}

function ofField(
  factory: FactoryDescription,
  field: DescribedField,
  table: Table,
  domains: ReadonlyMap<string, Domain>,
): Mismatch[] {
  const at = `${factory.name}.${field.name}`
  const column = columnNamed(table, field.name)
  if (!column) {
    return [
      {
        kind: 'column',
        at,
        message: `the table ${table.name} has no column for ${field.name}`,
        hint: `Add the column, or take ${field.name} out of the row.`,
      },
    ]
  }
  if (column.generated) {
    return [
      {
        kind: 'generated',
        at,
        message: `the database computes ${column.name} itself`,
        hint: `Leave ${field.name} out of the factory.`,
      },
    ]
  }
  const place = { at, field, column, table }
  const shape = field.shape
  if (!shape) return []
  const domain = domains.get(column.name)
  const ofType = typeMismatches(place, shape, column.type)
  // A type's own ends are part of what the checks leave: they are said once.
  return [
    ...nullability(place, shape, domain),
    ...ofType,
    ...(ofType.length > 0 ? [] : checkMismatches(place, shape, domain)),
  ]
}

function nullability({ at, field, column, table }: Place, shape: ValueShape, domain: Domain | undefined): Mismatch[] {
  const must =
    isNotNull(table, column.name) || domain?.notNull === true || (column.type.kind === 'domain' && column.type.notNull)
  const may = shape.nullable || (field.optional && column.default === null)
  if (!must || !may) return []
  return [
    {
      kind: 'nullability',
      at,
      message: `${field.name} may be ${shape.nullable ? 'null' : 'left out'}, and the column ${column.name} may not`,
      hint: 'Make the field required and not null in the schema, or the column nullable.',
    },
  ]
}
