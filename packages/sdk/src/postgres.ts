/** Postgres alone, with pg as its driver: `@understudy/sdk/postgres`. */
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
export { connectPostgres } from './database/postgres/connect.ts'
export { quoteIdentifier, quoteLiteral, quoteTable } from './database/postgres/quote.ts'
export { poolOf } from './isolation/postgres/pool-of.ts'
