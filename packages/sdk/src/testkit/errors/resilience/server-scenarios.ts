import { setTimeout as pause } from 'node:timers/promises'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { isAlone } from '../../client/open-test-sessions.ts'
import { classifyError } from '../classify/classify-error.ts'
import { requireServer } from './proxied.ts'
import { recovery, refusal } from './recovery.ts'
import { type Aftermath, NotHere, NotResilient, type Trouble } from './scenario.ts'
import { withTable } from './with-table.ts'

const patience = 50
/** Longer than it takes to connect, which the limit holds for too. */
const statementLimit = 250

/** A statement takes longer than it may; the connection serves the next. */
export async function statementTimeout({ client, options }: Trouble): Promise<Aftermath> {
  requireServer(client)
  const config = { ...client.config, connectionPoolSize: 1, queryTimeout: statementLimit, cleanupAfterTest: false }
  await using hasty = new DatabaseTestClient(config)
  const classified = await refusal(hasty.query('select pg_catalog.pg_sleep(600)'), ['statement_timeout'])
  return { classified, recoveryTime: await recovery(() => hasty.query('select 1'), options.recoveryLimit) }
}

/** A row is locked by who does not come to an end; once he does, the other gets it. */
export async function lockTimeout({ client, options }: Trouble): Promise<Aftermath> {
  if (isAlone(client.config.databaseUrl)) throw new NotHere('There is one connection, and nobody else to hold a lock.')
  return await withTable(client, 'id int primary key, amount int', async (rows) => {
    await client.execute(`insert into ${rows} values (1, 10)`)
    await using holder = await client.openSession()
    await using waiter = await client.openSession()
    const take = `update ${rows} set amount = amount + 1 where id = 1`
    await holder.session.execute('begin')
    await holder.session.execute(take)
    // A held session of SQLite does not wait at all.
    if (client.engine === 'postgres') await waiter.session.execute(`set lock_timeout = '${patience}ms'`)
    const classified = await refusal(waiter.session.query(take), ['lock_timeout'])
    await holder.session.execute('rollback')
    const recoveryTime = await recovery(() => waiter.session.query(take), options.recoveryLimit)
    const [row] = await client.query<{ amount: number }>(`select amount from ${rows}`)
    if (row?.amount !== 11) throw new NotResilient('a write that was refused, or rolled back, is there')
    return { classified, recoveryTime }
  })
}

/** The server ends a transaction that nobody does anything in. */
export async function idleInTransaction({ client, options }: Trouble): Promise<Aftermath> {
  requireServer(client)
  await using idle = await client.openSession()
  await idle.session.execute(`set idle_in_transaction_session_timeout = '${patience}ms'`)
  await idle.session.execute('begin')
  await untilGone(client, idle.pid, options.recoveryLimit)
  const classified = await refusal(idle.session.query('select 1'), ['idle_killed'])
  return { classified, recoveryTime: await recovery(() => anotherSession(client), options.recoveryLimit) }
}

/** Somebody ends the session at the server. */
export async function administratorShutdown({ client, options }: Trouble): Promise<Aftermath> {
  requireServer(client)
  await using victim = await client.openSession()
  await client.query('select pg_catalog.pg_terminate_backend($1::int)', [victim.pid])
  await untilGone(client, victim.pid, options.recoveryLimit)
  const classified = await refusal(victim.session.query('select 1'), ['server_shutdown'])
  return { classified, recoveryTime: await recovery(() => anotherSession(client), options.recoveryLimit) }
}

/** The server is restarted while a transaction is open: then all of what was committed must be there, and nothing else. */
export async function serverRestart({ client, options }: Trouble): Promise<Aftermath> {
  requireServer(client)
  const { restart, recoveryLimit } = options
  if (!restart) throw new NotHere('Nobody said how this server may be restarted: give `restart`.')
  return await withTable(client, 'id int primary key', async (rows) => {
    await client.execute(`insert into ${rows} values (0)`)
    await using open = await client.openSession()
    await open.session.execute('begin')
    await open.session.execute(`insert into ${rows} values (1)`)
    await restart()
    const lost = untilLost(() => open.session.query('select 1'), recoveryLimit)
    const classified = await refusal(lost, ['server_shutdown', 'connection_lost'], { during: 'transaction' })
    const recoveryTime = await recovery(() => client.query('select 1'), recoveryLimit)
    // A server that confirms before it has written may have lost the table itself.
    const left = await client.query<{ id: number }>(`select id from ${rows}`).catch((thrown: unknown) => {
      if (classifyError(thrown).class === 'undefined_object') return []
      throw thrown
    })
    if (left.every(({ id }) => id !== 0)) throw new NotResilient('what was committed before the restart is gone')
    if (left.length > 1) throw new NotResilient('a transaction that nobody committed is there')
    return { classified, recoveryTime }
  })
}

async function anotherSession(client: DatabaseTestClient): Promise<void> {
  await using another = await client.openSession()
  await another.session.query('select 1')
}

async function untilGone(client: DatabaseTestClient, pid: number | null, limit = 30_000): Promise<void> {
  const deadline = performance.now() + limit
  const isThere = () => client.query('select 1 from pg_catalog.pg_stat_activity where pid = $1', [pid])
  while ((await isThere()).length > 0) {
    if (performance.now() > deadline) throw new NotResilient(`the session was still there after ${limit} ms`)
    await pause(5)
  }
}

/** Asks until it fails; whoever restarts a server may return before it has begun. */
async function untilLost(ask: () => Promise<unknown>, limit = 30_000): Promise<void> {
  const deadline = performance.now() + limit
  while (performance.now() < deadline) {
    await ask()
    await pause(5)
  }
}
