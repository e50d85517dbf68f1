import type { KeyConstraint, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { FactoryDescription } from '../../factory/describe-factory.ts'
import { columnNamed, type FactoryTables, foreignKeys, isNotNull } from './factory-tables.ts'
import type { Mismatch } from './mismatch.ts'

/** Columns that every row must have and that nobody fills. */
export function missingColumns(factory: FactoryDescription, table: Table, linked: ReadonlySet<string>): Mismatch[] {
  const filled = [...factory.fields.map(({ name }) => name), ...linked, ...factory.required]
  const covered = new Set(filled.map((name) => columnNamed(table, name)?.name))
  const references = foreignKeys(table)
  return table.columns.flatMap((column): Mismatch[] => {
    if (covered.has(column.name) || column.generated || column.default !== null || column.identity || column.rowidAlias)
      return []
    if (!isNotNull(table, column.name)) return []
    const at = `${factory.name}.${column.name}`
    const reference = references.find(({ columns }) => columns.includes(column.name))
    if (reference) {
      return [
        {
          kind: 'foreign key',
          at,
          message: `${column.name} must point at ${reference.references.name}, and no association gives it`,
          hint: `Add an association: ref(…, { field: '${column.name}' }).`,
        },
      ]
    }
    return [
      {
        kind: 'missing',
        at,
        message: `the column ${column.name} must have a value, and the factory gives none`,
        hint: `Give ${column.name} a kind, or a default in the database.`,
      },
    ]
  })
}

/** Unique columns that rows of the factory may share a value of. */
export function uniqueMismatches(factory: FactoryDescription, table: Table): Mismatch[] {
  const keys = table.constraints.filter(
    (one): one is KeyConstraint => one.kind === 'unique' || one.kind === 'primary key',
  )
  return keys.flatMap(({ name, columns }): Mismatch[] => {
    const fields = columns.map((column) =>
      factory.fields.find((field) => columnNamed(table, field.name)?.name === column),
    )
    const linked = factory.references.some((one) =>
      one.fields.some((field) => columns.includes(columnNamed(table, field)?.name ?? '')),
    )
    if (linked || !fields.every((field) => field?.repeats === true)) return []
    return [
      {
        kind: 'unique',
        at: `${factory.name}.${fields[0]?.name}`,
        message: `${columns.join(', ')} is unique (${name}), and two rows of the factory may be equal there`,
        hint: `Make it unique: ${fields[0]?.name}: kind(…).unique().`,
      },
    ]
  })
}

/** Associations and foreign keys that say different things. */
export function referenceMismatches(factory: FactoryDescription, table: Table, tables: FactoryTables): Mismatch[] {
  const known = foreignKeys(table)
  const given = factory.references.flatMap(({ association, fields, entity }): Mismatch[] => {
    const at = `${factory.name}.${association}`
    const columns = fields.map((field) => columnNamed(table, field)?.name)
    const lost = fields.find((_, i) => columns[i] === undefined)
    if (lost !== undefined) {
      return [
        {
          kind: 'column',
          at,
          message: `the table ${table.name} has no column for ${lost}, which holds the key of ${association}`,
          hint: `Say the right one: ref(…, { field: … }).`,
        },
      ]
    }
    const foreignKey = known.find(
      (one) => one.columns.length === columns.length && one.columns.every((column) => columns.includes(column)),
    )
    if (!foreignKey) {
      return [
        {
          kind: 'foreign key',
          at,
          message: `${fields.join(', ')} of ${table.name} points at no table, and ${association} takes it to ${entity}`,
          hint: 'Add the foreign key, or give the association another field.',
        },
      ]
    }
    if (keyOf(foreignKey.references) === keyOf(tables.named(entity))) return []
    return [
      {
        kind: 'foreign key',
        at,
        message: `${fields.join(', ')} points at ${foreignKey.references.name}, and ${association} brings rows of ${entity}`,
        hint: `Give the association a factory of ${foreignKey.references.name}.`,
      },
    ]
  })
  const linked = new Set(
    factory.references.flatMap(({ fields }) => fields.map((field) => columnNamed(table, field)?.name)),
  )
  const free = known.flatMap(({ columns, references: { name } }): Mismatch[] => {
    if (columns.some((column) => linked.has(column))) return []
    const filled = factory.fields.find(
      (field) => field.shape?.is !== 'null' && columns.includes(columnNamed(table, field.name)?.name ?? ''),
    )
    if (!filled || factory.required.includes(filled.name)) return []
    return [
      {
        kind: 'foreign key',
        at: `${factory.name}.${filled.name}`,
        message: `${filled.name} must point at a row of ${name}, and the factory makes it up`,
        hint: `Add an association: ref(…, { field: '${filled.name}' }).`,
      },
    ]
  })
  return [...given, ...free]
}
