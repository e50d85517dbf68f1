import type { Column, Table } from '../../catalog/definition.ts'
import { primaryKeyOf } from '../../catalog/migration/sqlite/primary-key.ts'
import type { Dialect } from '../../database/adapter.ts'
import { postgresIdentity } from './postgres-identity.ts'
import type { RowIdentity } from './row-identity.ts'
import { sqliteIdentity } from './sqlite-identity.ts'

/** Undefined where nothing tells its rows apart. */
export function identityOf(table: Table, dialect: Dialect): RowIdentity | undefined {
  const key = keyColumns(table)
  return dialect === 'postgres' ? postgresIdentity(table, key) : sqliteIdentity(table, key)
}

/** The columns of the primary key; none where there is none. */
export function keyColumns(table: Table): Column[] {
  return (primaryKeyOf(table)?.columns ?? []).flatMap((name) => table.columns.find((one) => one.name === name) ?? [])
}
