import type { ForeignKey, Table } from '../../catalog/definition.ts'
import { keyOf } from '../../catalog/model/entity-names.ts'
import type { Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { messageOf, UnderstudyError } from '../../errors.ts'
import type { CleanupFailure, CleanupOptions } from '../../factory/cleanup.ts'
import type { Created, Removal, Row } from '../../factory/writer.ts'
import { statementColumn } from './database-writer.ts'
import { type FactoryTables, foreignKeys, isNotNull, primaryKey } from './factory-tables.ts'
import { jsonOfRows } from './row-json.ts'
import { statements } from './statements.ts'

/** What of one table is to go, by place: entry and row of what was created. */
interface Doomed {
  readonly table: Table
  readonly key: readonly string[]
  readonly rows: { readonly entry: number; readonly at: number; readonly row: Row }[]
}
