import type Database from 'better-sqlite3'
import { CompiledQuery, type DatabaseConnection, Kysely, SqliteDialect, SqliteDriver } from 'kysely'

const statements = 500

/** A connection as Kysely sees it. A writing one takes the file's write lock when its transaction begins. */
export function kyselyOver<Tables>(database: Database.Database, mode: 'write' | 'read'): Kysely<Tables> {
  return new Kysely<Tables>({ dialect: new Dialect(database, mode === 'write' ? 'begin immediate' : 'begin') })
}

class Dialect extends SqliteDialect {
  readonly #database: Database.Database
  readonly #begin: string

  constructor(database: Database.Database, begin: string) {
    super({ database })
    this.#database = database
    this.#begin = begin
  }

  override createDriver(): SqliteDriver {
    return new Driver(this.#database, this.#begin)
  }
}

class Driver extends SqliteDriver {
  readonly #database: Database.Database
  readonly #begin: string

  constructor(database: Database.Database, begin: string) {
    super({ database: { prepare: preparedOnce(database), close: () => database.close() } })
    this.#database = database
    this.#begin = begin
  }

  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw(this.#begin))
  }

  /** A full disk makes SQLite roll back by itself; there is nothing left to do then. */
  override async rollbackTransaction(connection: DatabaseConnection): Promise<void> {
    if (this.#database.inTransaction) await super.rollbackTransaction(connection)
  }
}

function preparedOnce(database: Database.Database): (sql: string) => Database.Statement {
  const known = new Map<string, Database.Statement>()
  return (sql) => {
    const found = known.get(sql)
    if (found) return found
    if (known.size >= statements) known.clear()
    const statement = database.prepare(sql)
    known.set(sql, statement)
    return statement
  }
}
