import type { CursorOptions, Run } from '../link.ts'

let cursors = 0

/**
 * Reads a SELECT by a cursor: the client holds one step at a time. Without a transaction around it, the server sets the
 * whole answer aside, in its memory and files, until it is read.
 */
export async function* readCursor(
  run: Run,
  text: string,
  parameters: readonly unknown[],
  { inTransaction, batchSize }: CursorOptions,
): AsyncGenerator<readonly unknown[], void, undefined> {
  const cursor = `understudy_${++cursors}`
  const hold = inTransaction ? '' : 'with hold '
  await run(`declare ${cursor} no scroll cursor ${hold}for ${text.replace(/[\s;]+$/, '')}`, parameters)
  let failed = true
  try {
    for (;;) {
      const { rows } = await run(`fetch forward ${batchSize} from ${cursor}`, [])
      failed = false
      if (rows.length > 0) yield rows
      if (rows.length < batchSize) return
      failed = true
    }
  } finally {
    // After an error the transaction is over, and the cursor with it.
    if (!failed) await run(`close ${cursor}`, [])
  }
}
