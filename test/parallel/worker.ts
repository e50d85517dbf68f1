/**
 * Sets up so many contexts over a database that other workers have contexts over at the same time. Each changes rows that
 * all worlds have, adds its own, lets the others run, and looks whether it sees what it did and nothing else.
 */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseContextManager } from '../../packages/sdk/src/context/database-context-manager.ts'
import { factories } from '../../packages/sdk/src/context/needs/factories.ts'
import type { Database } from '../../packages/sdk/src/database/adapter.ts'
import { connect } from '../../packages/sdk/src/database/connect.ts'
import { defineFactory } from '../../packages/sdk/src/factory/define-factory.ts'
import { assigned } from '../../packages/sdk/src/factory/field-maker.ts'
import type { Isolation } from '../../packages/sdk/src/isolation/world.ts'
import { accounts, tables, type Work } from './work.ts'

const work: Work = JSON.parse(process.argv[2] ?? '')
const filled = `${tables} insert into accounts select i, 'nobody', 100 from generate_series(1, ${accounts}) i;`
const prepare = { key: 'filled', run: (database: Database) => database.execute(filled) }
const manager = new DatabaseContextManager({ sweep: false })
const used: Partial<Record<Isolation | 'upgraded', number>> = {}

await inContext(0, 'auto')
say('ready')
await once(process.stdin, 'data')
for (let i = 1; i < work.contexts; i++) await inContext(i, isolationOf(i))
await manager.close()
say(JSON.stringify(used))
say('ended')
process.stdin.destroy()

/** Most tests need no more than what is cheapest; all ways stand beside each other all the time. */
function isolationOf(i: number): Isolation | 'auto' {
  const at = (i + work.worker * 3) % 20
  return at === 1 ? 'clone' : at === 2 ? 'schema' : at === 3 ? 'rows' : 'auto'
}

async function inContext(i: number, isolation: Isolation | 'auto'): Promise<void> {
  const owner = `worker ${work.worker}, context ${i}`
  const moves = defineFactory('moves', { fields: { id: assigned(), account_id: 1 + (i % accounts), owner } })
  const context = await manager.setupContext('database', {
    database: { url: work.url, isolation, leaks: 'off', ...(isolation === 'schema' && { prepare }) },
    data: { made: factories({ moves }) },
    ledger: { folder: work.ledger },
    seed: owner,
  })
  const { database } = context
  const { moves: made } = await context.testData.get('made')
  const shares = context.isolation === 'rows'
  await made.createMany(3)
  if (!shares) await database.query('update accounts set owner = $1, balance = balance - 1 where id <= 3', [owner])
  await sleep(i % 3)
  const [seen] = await database.query<Record<string, number>>(
    `select (select count(*) from accounts)::int as accounts,
            (select count(*) from accounts where owner = $1 and balance = 99)::int as mine,
            (select count(*) from accounts where owner not in ($1, 'nobody'))::int as theirs,
            (select count(*) from moves where owner = $1)::int as moves,
            (select count(*) from moves where owner <> $1)::int as others`,
    [owner],
  )
  const expected = { accounts, mine: shares ? 0 : 3, theirs: 0, moves: 3, ...(shares ? {} : { others: 0 }) }
  for (const [name, count] of Object.entries(expected))
    if (seen?.[name] !== count)
      throw new Error(`${owner} (${context.isolation}): ${name} is ${seen?.[name]}, not ${count}`)
  // A connection of its own: what a savepoint cannot have.
  if (context.isolation === 'savepoint' && i % 25 === 7) await fromOutside(await context.url(), owner)
  if (!(await manager.validateContext(context))) throw new Error(`${owner} is not valid`)
  const name = context.world.upgrade ? 'upgraded' : context.isolation
  used[name] = (used[name] ?? 0) + 1
  const { complete, failures } = await context.cleanup('passed')
  if (!complete) throw new Error(`${owner} left: ${JSON.stringify(failures)}`)
}

async function fromOutside(url: string, owner: string): Promise<void> {
  await using other = await connect(url)
  const rows = await other.query<{ owner: string }>('select owner from moves')
  if (rows.length !== 3 || rows.some((row) => row.owner !== owner))
    throw new Error(`${owner} sees ${rows.length} moves from outside`)
}

function say(line: string): void {
  process.stdout.write(`${line}\n`)
}
