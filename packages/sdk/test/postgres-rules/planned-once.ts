import type { CatalogSource } from '../../src/catalog/analyze/source.ts'
import { analyzeSchema } from '../../src/catalog/analyze.ts'
import type { SchemaDefinition } from '../../src/catalog/definition.ts'
import type { Session } from '../../src/database/adapter.ts'
import { connectPostgres } from '../../src/database/postgres/connect.ts'

/**
 * Reads the catalog of a small database again and again. Nearly all of the time for it goes into plans of the queries: so
 * they are kept, on a connection of its own.
 */
export async function readsAgain(url: string): Promise<() => Promise<SchemaDefinition>> {
  const kept = new URL(url)
  kept.searchParams.set('options', '-c plan_cache_mode=force_generic_plan')
  const database = await connectPostgres(kept.href, { maxConnections: 1 })
  const names = new Map<string, string>()
  const source: CatalogSource = {
    dialect: database.dialect,
    query: (text, parameters) => database.query(text, parameters),
    transaction: (run, options) => database.transaction((session) => run(planned(session, names)), options),
  }
  return () => analyzeSchema(source)
}

function planned(session: Session, names: Map<string, string>): Session {
  return new Proxy(session, {
    get(target, name) {
      if (name === 'query') return query
      const value: unknown = Reflect.get(target, name, target)
      return typeof value === 'function' ? value.bind(target) : value
    },
  })

  async function query(text: string, parameters: readonly unknown[] = []): Promise<unknown> {
    const name = names.get(text) ?? `planned_${names.size}`
    if (!names.has(text)) await session.execute(`prepare ${name} as ${text}`)
    names.set(text, name)
    const given = parameters.map(literal).join()
    return session.query(`execute ${name}${given === '' ? '' : `(${given})`}`)
  }
}

function literal(value: unknown): string {
  return value === null ? 'null' : `'${String(value).replaceAll("'", "''")}'`
}
