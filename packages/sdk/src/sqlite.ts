/** SQLite alone, with better-sqlite3 as its driver: `@understudy/sdk/sqlite`. */
export type {
  Cancellable,
  Capabilities,
  ConnectOptions,
  Database,
  Session,
  StreamOptions,
  TableName,
  TransactionOptions,
} from './database/adapter.ts'
export { connectSqlite } from './database/sqlite/connect.ts'
export { quoteIdentifier, quoteLiteral, quoteTable } from './database/sqlite/quote.ts'
export { sqliteOf } from './isolation/sqlite/sqlite-of.ts'
