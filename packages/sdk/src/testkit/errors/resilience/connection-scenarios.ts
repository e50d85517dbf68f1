import { connect } from '../../../database/connect.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { isAlone } from '../../client/open-test-sessions.ts'
import { proxied } from './proxied.ts'
import { recovery, refusal } from './recovery.ts'
import { type Aftermath, NotResilient, type Trouble } from './scenario.ts'

const delay = 25
const poolSize = 2
const poolTimeout = 50

/** A server that takes a connection and says nothing. */
export function connectionTimeout(trouble: Trouble): Promise<Aftermath> {
  return proxied(trouble, async (proxy) => {
    const hasty = new URL(proxy.url)
    // The least that there is: it counts in seconds.
    hasty.searchParams.set('connect_timeout', '1')
    proxy.inject({ kind: 'drop' })
    const classified = await refusal(reach(hasty.href), ['connection_refused'])
    proxy.heal()
    return { classified, recoveryTime: await recovery(() => reach(proxy.url), trouble.options.recoveryLimit) }
  })
}

export function connectionRefused(trouble: Trouble): Promise<Aftermath> {
  return proxied(trouble, async (proxy) => {
    proxy.inject({ kind: 'refuse' })
    const classified = await refusal(reach(proxy.url), ['connection_refused'])
    proxy.heal()
    return { classified, recoveryTime: await recovery(() => reach(proxy.url), trouble.options.recoveryLimit) }
  })
}

/** All connections of a pool are held, and one more is asked for. */
export async function poolExhaustion({ client, options }: Trouble): Promise<Aftermath> {
  const alone = isAlone(client.config.databaseUrl)
  const pool = alone
    ? client
    : new DatabaseTestClient({ ...client.config, connectionPoolSize: poolSize, poolTimeout, cleanupAfterTest: false })
  const held = [await pool.getConnection()]
  try {
    while (!alone && held.length < poolSize) held.push(await pool.getConnection())
    const classified = await refusal(pool.getConnection(), ['pool_exhausted'])
    await held.pop()?.close()
    return { classified, recoveryTime: await recovery(() => pool.query('select 1'), options.recoveryLimit) }
  } finally {
    await Promise.all(held.map((connection) => connection.close()))
    if (!alone) await pool.close()
  }
}

/** A network that is slow keeps nobody from the right answer. */
export function networkDelay(trouble: Trouble): Promise<Aftermath> {
  return proxied(trouble, async (proxy, over) => {
    proxy.inject({ kind: 'delay', milliseconds: delay })
    const [row] = await over.transaction((slow) => slow.query<{ n: number }>('select 6 * 7 as n'))
    if (row?.n !== 42) throw new NotResilient('the answer over a slow network was another')
    proxy.heal()
    const recoveryTime = await recovery(() => over.query('select 1'), trouble.options.recoveryLimit)
    return { classified: null, recoveryTime }
  })
}

async function reach(url: string): Promise<void> {
  await (await connect(url, { maxConnections: 1 })).close()
}
