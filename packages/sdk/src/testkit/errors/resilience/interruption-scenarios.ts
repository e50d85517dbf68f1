import type { Session } from '../../../database/adapter.ts'
import { connect } from '../../../database/connect.ts'
import type { ClassifiedError } from '../error-class.ts'
import { proxied } from './proxied.ts'
import { recovery, refusal } from './recovery.ts'
import { runOnce } from './run-once.ts'
import { type Aftermath, NotResilient, type Trouble } from './scenario.ts'
import { withTable } from './with-table.ts'

const cutAfter = 10_000
const answerLength = 100_000

/** A connection is cut in the middle of a transaction, of which then nothing may be there. */
export function networkInterruption(trouble: Trouble): Promise<Aftermath> {
  return proxied(trouble, (proxy, over) =>
    withTable(trouble.client, 'id int primary key', async (rows) => {
      await using transaction = await over.transaction()
      await transaction.query(`insert into ${rows} values (1)`)
      proxy.cut()
      const classified = await refusal(transaction.query(`insert into ${rows} values (2)`), ['connection_lost'])
      const recoveryTime = await recovery(() => over.query('select 1'), trouble.options.recoveryLimit)
      // The server may not have noticed yet; then this waits for it.
      await over.query(`insert into ${rows} values (1)`)
      const [left] = await over.query<{ n: number }>(`select count(*) as n from ${rows}`)
      if (left?.n !== 1) throw new NotResilient('a part of the transaction that was cut is there')
      return { classified, recoveryTime }
    }),
  )
}

/** A connection is cut while an answer comes. */
export function interruptedAnswer(trouble: Trouble): Promise<Aftermath> {
  return proxied(trouble, async (proxy, over) => {
    await over.query('select 1')
    proxy.inject({ kind: 'cut after', bytes: cutAfter, from: 'server' })
    const answer = over.query(`select repeat('x', ${answerLength})`)
    const classified = await refusal(answer, ['connection_lost'])
    return { classified, recoveryTime: await recovery(() => over.query('select 1'), trouble.options.recoveryLimit) }
  })
}

/** A connection is cut at COMMIT, before it arrived and after: what was to be written is there once, both times. */
export function lostCommit(trouble: Trouble): Promise<Aftermath> {
  const { client } = trouble
  return proxied(trouble, (proxy) =>
    withTable(client, 'key text primary key', (_, keys) =>
      withTable(client, 'write text', async (rows) => {
        await using over = await connect(proxy.url, { maxConnections: 1 })
        let recoveryTime = 0
        let classified: ClassifiedError | null = null
        for (const arrived of [true, false]) {
          const key = arrived ? 'arrived' : 'lost on its way'
          proxy.inject({ kind: 'cut at commit', arrived })
          let cut: number | undefined
          const write = async (transaction: Session): Promise<void> => {
            await transaction.query(`insert into ${rows} values ($1)`, [key])
            // What follows on the first time is the COMMIT.
            cut ??= performance.now()
          }
          const { failures } = await runOnce(over, key, write, { keys })
          recoveryTime = Math.max(recoveryTime, performance.now() - (cut ?? 0))
          classified = failures[0] ?? null
          if (classified?.class !== 'outcome_unknown') {
            throw new NotResilient('the COMMIT that was cut was told as something else', classified)
          }
          const written = await client.query(`select 1 from ${rows} where write = $1`, [key])
          if (written.length !== 1)
            throw new NotResilient(`what was to be written once is there ${written.length} times`)
        }
        return { classified, recoveryTime }
      }),
    ),
  )
}
