import { randomBytes } from 'node:crypto'
import type { Session, TableName } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { UnderstudyError } from '../../errors.ts'

/** By which a schema that was made for tests is known, whoever made it: the last to leave drops it. */
const mark = 'made by Understudy for tests'

/** The tables that a client made. */
export class TestTables {
  readonly #schema: string
  readonly #made: TableName[] = []

  constructor(schema: string) {
    this.#schema = schema
  }

  async create(session: Session, name: string, definition: string): Promise<TableName> {
    const { quoteTable } = quoting[session.dialect]
    const own = `${name.slice(0, 48)}_${randomBytes(4).toString('hex')}`
    const table = session.dialect === 'postgres' ? { schema: this.#schema, name: own } : { name: own }
    const make = () =>
      session.transaction(async (transaction) => {
        if (session.dialect === 'postgres') await this.#makeSchema(transaction)
        await transaction.execute(`create table ${quoteTable(table)} (${definition})`)
      })
    // Another client may have dropped the schema just now, as the last that left it.
    await make().catch((thrown: unknown) => {
      if (!(thrown instanceof UnderstudyError) || !lost.has(String(thrown.details.sqlstate))) throw thrown
      return make()
    })
    this.#made.push(table)
    return table
  }

  async drop(session: Session): Promise<void> {
    const { quoteIdentifier, quoteTable } = quoting[session.dialect]
    if (this.#made.length === 0) return
    const cascade = session.dialect === 'postgres' ? ' cascade' : ''
    // Those that refer to others were made after them.
    for (const table of this.#made.splice(0).reverse()) {
      await session.execute(`drop table if exists ${quoteTable(table)}${cascade}`)
    }
    if (session.dialect !== 'postgres' || !(await this.#isMarked(session))) return
    await session
      .execute(`drop schema if exists ${quoteIdentifier(this.#schema)} restrict`)
      .catch((thrown: unknown) => {
        // Somebody else still has tables there.
        if (!(thrown instanceof UnderstudyError) || thrown.details.sqlstate !== '2BP01') throw thrown
      })
  }

  async #makeSchema(session: Session): Promise<void> {
    const { quoteIdentifier, quoteLiteral } = quoting.postgres
    const [found] = await session.query('select 1 from pg_catalog.pg_namespace where nspname = $1', [this.#schema])
    if (found) return
    const schema = quoteIdentifier(this.#schema)
    await session.execute(`create schema ${schema}; comment on schema ${schema} is ${quoteLiteral(mark)}`)
  }

  async #isMarked(session: Session): Promise<boolean> {
    const [found] = await session.query(
      `select 1 from pg_catalog.pg_namespace where nspname = $1
       and pg_catalog.obj_description(oid, 'pg_namespace') = $2`,
      [this.#schema, mark],
    )
    return found !== undefined
  }
}

/** The schema is gone, or was made by another client at the same moment. */
const lost = new Set(['3F000', '42P06', '23505'])
