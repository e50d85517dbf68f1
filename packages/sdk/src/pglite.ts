/** PGlite alone: `@understudy/sdk/pglite`. */
export type {
  Cancellable,
  Capabilities,
  ConnectOptions,
  Copy,
  Database,
  Session,
  StreamOptions,
  TableName,
  TransactionOptions,
} from './database/adapter.ts'
export { connectPglite } from './database/pglite/connect.ts'
export { quoteIdentifier, quoteLiteral, quoteTable } from './database/postgres/quote.ts'
export { pgliteOf } from './isolation/pglite/pglite-of.ts'
