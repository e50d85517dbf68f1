import type { Compilable, CompiledQuery, Kysely } from 'kysely'

type Argument = string | number | Uint8Array | null

/** Stands for an argument while a statement is built. */
class Place {
  readonly name: string

  constructor(name: string) {
    this.name = name
  }
}

/** A cast: whoever builds hands arguments on as they are, and looks into none. */
const places = new Proxy({}, { get: (_, name) => new Place(String(name)) }) as never

/**
 * What nearly every request asks, built once for each engine: to build it takes longer than SQLite takes to answer. The
 * arguments of `build` stand for values, so it may not look at them.
 */
export function statement<Tables, Arguments extends Readonly<Record<string, Argument>>, Row>(
  build: (db: Kysely<Tables>, given: Arguments) => Compilable<Row>,
): (db: Kysely<Tables>, given: Arguments) => Promise<Row[]> {
  const built = new Map<unknown, CompiledQuery<Row>>()
  return async (db, given) => {
    const engine = db.getExecutor().adapter.constructor
    let query = built.get(engine)
    if (!query) {
      query = build(db, places).compile()
      built.set(engine, query)
    }
    const parameters = query.parameters.map((one) => (one instanceof Place ? given[one.name] : one))
    return (await db.executeQuery<Row>({ ...query, parameters })).rows
  }
}
