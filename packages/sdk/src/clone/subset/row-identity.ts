export type Found = Readonly<Record<string, unknown>>

/** How the rows of a table are told apart, written down as one text each, and found again. */
export interface RowIdentity {
  /** What to select of the table under an alias, each with a name that begins with the prefix. */
  select(alias: string, prefix: string): string
  /** The key of a row that was selected so. */
  key(row: Found, prefix: string): string
  /** That the table's row under the alias is one of these. Values are pushed to the parameters. */
  match(alias: string, keys: readonly string[], parameters: unknown[]): string
  /** The same with values written as literals, over the table's bare columns. */
  condition(keys: readonly string[]): string
  /** To go through the rows in steps: the order, and what comes after a key. */
  order(alias: string): string
  after(alias: string, key: string, parameters: unknown[]): string
}
