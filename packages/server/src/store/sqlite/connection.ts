import type Database from 'better-sqlite3'
import {
  type CompiledQuery,
  type DatabaseConnection,
  DefaultQueryExecutor,
  type KyselyProps,
  type QueryResult,
  SingleConnectionProvider,
  SqliteAdapter,
  SqliteDialect,
  SqliteQueryCompiler,
  Transaction,
} from 'kysely'

const statements = 500

/**
 * SQLite looks into a value to plan by it, and parses the statement again for the next one; the driver takes values away
 * after each use, so it would do so every time, which takes ten times as long as most of them run. A plus before a value
 * changes nothing but that nobody looks into it.
 */
class Compiler extends SqliteQueryCompiler {
  protected override getCurrentParameterPlaceholder(): string {
    return '+?'
  }
}

const compiler = new Compiler()
const adapter = new SqliteAdapter()

/** A transaction under way, and what ends it. */
export interface Begun<Tables> {
  readonly db: Transaction<Tables>
  commit(): void
  /** A full disk makes SQLite roll back by itself; there is nothing left to do then. */
  rollback(): void
}

/**
 * A connection, which one transaction has at a time; whoever gives it away sees to that. Kysely builds the statements
 * and no more: its own way to a driver takes a dozen turns of promises for what SQLite answers at once.
 */
export class Connection<Tables> {
  readonly #database: Database.Database
  readonly #asked: Asked
  /** What Kysely wants of a driver, though it is asked for nothing. */
  readonly #of: Pick<KyselyProps, 'config' | 'dialect' | 'driver'>
  readonly #begin: Database.Statement
  readonly #commit: Database.Statement
  readonly #rollback: Database.Statement

  readonly #committed: () => void

  /** A writing one takes the file's write lock when its transaction begins. `committed` is called at once behind a commit. */
  constructor(database: Database.Database, mode: 'write' | 'read', committed: () => void = () => {}) {
    this.#database = database
    this.#committed = committed
    this.#asked = new Asked(database)
    const dialect = new SqliteDialect({ database })
    this.#of = { config: { dialect }, dialect, driver: dialect.createDriver() }
    this.#begin = database.prepare(mode === 'write' ? 'begin immediate' : 'begin')
    this.#commit = database.prepare('commit')
    this.#rollback = database.prepare('rollback')
  }

  async transaction<Result>(work: (tx: Transaction<Tables>) => Promise<Result>): Promise<Result> {
    const { db, commit, rollback } = this.begin()
    try {
      const result = await work(db)
      commit()
      return result
    } catch (thrown) {
      rollback()
      throw thrown
    }
  }

  begin(): Begun<Tables> {
    this.#begin.run()
    const executor = new Executor(this.#asked)
    return {
      db: new Transaction<Tables>({ ...this.#of, executor }),
      commit: () => {
        this.#commit.run()
        executor.end()
        this.#committed()
      },
      rollback: () => {
        executor.end()
        if (this.#database.inTransaction) this.#rollback.run()
      },
    }
  }

  close(): void {
    this.#database.close()
  }
}

/** Of one transaction: whoever asks when it is over is refused, and asks nobody else's. */
class Executor extends DefaultQueryExecutor {
  readonly #asked: Asked
  #ended = false

  constructor(asked: Asked) {
    super(compiler, adapter, new SingleConnectionProvider(asked))
    this.#asked = asked
  }

  end(): void {
    this.#ended = true
  }

  override async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    if (this.#ended) throw new Error('a statement came after the end of its transaction')
    return this.#asked.answer(query)
  }
}

/** Statements of one connection, each prepared once. */
class Asked implements DatabaseConnection {
  readonly #database: Database.Database
  readonly #prepared = new Map<string, Database.Statement>()

  constructor(database: Database.Database) {
    this.#database = database
  }

  answer<Row>({ sql, parameters }: CompiledQuery): QueryResult<Row> {
    const statement = this.#statement(sql)
    if (statement.reader) return { rows: statement.all(parameters) as Row[] }
    const { changes, lastInsertRowid } = statement.run(parameters)
    return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] }
  }

  async executeQuery<Row>(query: CompiledQuery): Promise<QueryResult<Row>> {
    return this.answer(query)
  }

  streamQuery(): never {
    throw new Error('rows of the store are read a page at a time')
  }

  #statement(sql: string): Database.Statement {
    const found = this.#prepared.get(sql)
    if (found) return found
    if (this.#prepared.size >= statements) this.#prepared.clear()
    const statement = this.#database.prepare(sql)
    this.#prepared.set(sql, statement)
    return statement
  }
}
