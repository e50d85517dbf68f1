import type { Database } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'

/** How long somebody who wanted to write into a table, or to read it, had to wait at most. */
export interface Waits {
  readonly longestWrite: number
  readonly longestRead: number
}

export interface Writer {
  stop(): Promise<Waits>
}

/**
 * Somebody who works with the tables meanwhile: takes what every INSERT takes of each table in turn, and what every
 * SELECT takes, and gives it back at once. Rows stay as they are.
 */
export function startWriter(
  database: Database,
  tables: readonly { readonly schema: string; readonly name: string }[],
): Writer {
  const { quoteTable } = quoting.postgres
  let stopped = false
  let longestWrite = 0
  let longestRead = 0
  const working = database.session(async (session) => {
    const wait = async (table: string, mode: string): Promise<number> => {
      const from = performance.now()
      await session.transaction((transaction) => transaction.execute(`lock table ${table} in ${mode} mode`))
      return performance.now() - from
    }
    while (!stopped) {
      for (const table of tables) {
        if (stopped) break
        try {
          longestWrite = Math.max(longestWrite, await wait(quoteTable(table), 'row exclusive'))
          longestRead = Math.max(longestRead, await wait(quoteTable(table), 'access share'))
        } catch {
          // The migration dropped or renamed it: nobody writes there any more.
        }
      }
      await new Promise((resume) => setTimeout(resume, 1))
    }
  })
  return {
    async stop() {
      stopped = true
      await working
      return { longestWrite, longestRead }
    },
  }
}
