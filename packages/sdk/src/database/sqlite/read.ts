import type { CursorOptions, Run } from '../link.ts'

let pages = 0

/**
 * Reads a SELECT through a temporary table: an open cursor would refuse every other statement of the connection. The
 * rows keep their order, and the memory stays SQLite's own, which spills to a file.
 */
export async function* readPages(
  run: Run,
  text: string,
  parameters: readonly unknown[],
  { batchSize }: CursorOptions,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const page = `understudy_${++pages}`
  await run(`create temp table ${page} as ${text.replace(/[\s;]+$/, '')}`, parameters)
  let failed = false
  try {
    for (let after = 0; ; after += batchSize) {
      const { rows } = await run(`select * from temp.${page} where _rowid_ > $1 order by _rowid_ limit $2`, [
        after,
        batchSize,
      ])
      if (rows.length > 0) yield rows
      if (rows.length < batchSize) return
    }
  } catch (thrown) {
    failed = true
    throw thrown
  } finally {
    // A failed statement may have closed the session, and the table with it.
    if (!failed) await run(`drop table temp.${page}`, [])
  }
}
