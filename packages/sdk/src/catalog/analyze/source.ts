import type { Session } from '../../database/adapter.ts'

/** What reading a catalog needs of a database. */
export type CatalogSource = Pick<Session, 'dialect' | 'query' | 'transaction'>
export type Reader = Pick<Session, 'query'>

/**
 * Rows of a query whose one column, `fact`, is a JSON object. JSON, because drivers differ in what they make of every
 * other type. Callers state the shape that their own query text builds.
 */
export async function facts<Fact>(source: Reader, text: string, parameters?: readonly unknown[]): Promise<Fact[]> {
  const rows = await source.query<{ fact: string }>(text, parameters)
  return rows.map((row) => asBuilt<Fact>(row.fact))
}

/** The same one by one, for what there is most of: a row is gone when its fact was taken. */
export async function manyFacts<Fact>(
  source: Reader,
  text: string,
  parameters?: readonly unknown[],
): Promise<Iterable<Fact>> {
  return taken<Fact>(await source.query<{ fact: string }>(text, parameters))
}

function* taken<Fact>(rows: { fact: string }[]): Generator<Fact, void, undefined> {
  rows.reverse()
  for (let row = rows.pop(); row !== undefined; row = rows.pop()) yield asBuilt<Fact>(row.fact)
}

/** The cast is sound because the JSON comes from the query that states its shape, over catalogs whose columns are fixed. */
function asBuilt<Fact>(json: string): Fact {
  return JSON.parse(json) as Fact
}
