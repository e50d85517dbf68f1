/** What reading a catalog needs of a database: its dialect and a way to ask. */
export interface CatalogSource {
  readonly dialect: 'postgres' | 'sqlite'
  query(text: string, parameters?: readonly unknown[]): Promise<readonly Readonly<Record<string, unknown>>[]>
}

/**
 * Rows of a query whose one column, `fact`, is a JSON object. JSON, because drivers differ in what they make of every
 * other type. Callers state the shape that their own query text builds.
 */
export async function facts<Fact>(
  source: CatalogSource,
  text: string,
  parameters?: readonly unknown[],
): Promise<Fact[]> {
  const rows = await source.query(text, parameters)
  return rows.map((row) => asBuilt<Fact>(row.fact))
}

/** The cast is sound because the JSON comes from the query that states its shape, over catalogs whose columns are fixed. */
function asBuilt<Fact>(json: unknown): Fact {
  return JSON.parse(String(json)) as Fact
}
