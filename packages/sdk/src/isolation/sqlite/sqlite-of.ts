import type { Database } from 'better-sqlite3'
import { type NativeHolder, nativeOf } from '../native-of.ts'

/** The connection of better-sqlite3 in the world of a test; there is no other to it. */
export function sqliteOf(holder: NativeHolder): Database {
  return asDatabase(nativeOf(holder, 'sqlite').database)
}

/** A contract that needs no driver's types cannot say it; every world on SQLite is opened by better-sqlite3. */
function asDatabase(database: unknown): Database {
  return database as Database
}
