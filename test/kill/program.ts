/**
 * Sets up and cleans up contexts of every kind in a loop, and looks in each whether it is alone there. It says a line for
 * each step, and goes on until it is killed, or told by a line to end.
 */
import { once } from 'node:events'
import { setTimeout as sleep } from 'node:timers/promises'
import { DatabaseContextManager } from '../../packages/sdk/src/context/database-context-manager.ts'
import { factories } from '../../packages/sdk/src/context/needs/factories.ts'
import type { Database } from '../../packages/sdk/src/database/adapter.ts'
import { applicationName } from '../../packages/sdk/src/database/this-process.ts'
import { ref } from '../../packages/sdk/src/factory/association.ts'
import { defineFactory } from '../../packages/sdk/src/factory/define-factory.ts'
import { assigned } from '../../packages/sdk/src/factory/field-maker.ts'
import { ProductionTestDataManager } from '../../packages/sdk/src/production/production-test-data-manager.ts'
import { tables, type Work } from './work.ts'

const work: Work = JSON.parse(process.argv[2] ?? '')
const prepare = { key: 'tables', run: (database: Database) => database.execute(tables) }
const authors = defineFactory('authors', { fields: { id: assigned(), name: 'Ada', owner: work.owner } })
const books = defineFactory('books', {
  fields: { id: assigned(), author_id: 0, owner: work.owner },
  associations: { author: ref(authors) },
})
const shop = factories({ authors, books })
const ledger = { folder: work.ledger }

let state = work.seed
let ending = false
process.stdin.once('data', () => {
  ending = true
})
say(`loaded as ${applicationName()}`)

const kinds = ['clone', 'schema', 'rows', 'file', 'production'] as const
let database = new DatabaseContextManager({ sweep: false })
let production = newProduction()
for (let i = 0; !ending; i++) {
  const kind = kinds[draw(kinds.length)]!
  say(`${i} ${kind}`)
  if (kind === 'production') await inProduction()
  else await inDatabase(kind)
  say('is cleaned up')
  // What managers share is made and let go of in the loop as well.
  if (draw(4) === 0) {
    await database.close()
    database = new DatabaseContextManager({ sweep: false })
  }
  if (draw(4) === 0) {
    await production.close()
    production = newProduction()
  }
}
await database.close()
await production.close()
say('ended')
process.stdin.destroy()

async function inDatabase(isolation: 'clone' | 'schema' | 'rows' | 'file'): Promise<void> {
  const url = { clone: work.source, schema: work.shared, rows: work.shared, file: work.sqlite }[isolation]
  const context = await database.setupContext('database', {
    database: { url, isolation, leaks: 'off', ready: draw(2), ...(isolation === 'schema' && { prepare }) },
    data: { shop },
    ledger,
    seed: draw(1_000_000),
  })
  say('is set up')
  const made = await context.testData.get('shop')
  const book = await made.books.create()
  const count = 1 + draw(5)
  await made.authors.createMany(count)
  say('has rows')
  await sleep(draw(80))
  const rows = await context.database.query<{ owner: string }>('select owner from authors')
  const own = rows.filter(({ owner }) => owner === work.owner).length
  if (own !== count + 1) throw new Error(`${own} authors are mine in ${isolation}, and I made ${count + 1}`)
  const others = isolation === 'rows' ? undefined : rows.length - own
  if (others !== undefined && others !== (isolation === 'schema' ? 0 : 1))
    throw new Error(`In ${isolation} there are ${others} authors of others`)
  const [found] = await context.database.query('select id from books where id = $1', [book.id])
  if (!found) throw new Error(`My book is not there in ${isolation}`)
  say('was looked at')
  const { complete, failures } = await context.cleanup('passed')
  if (!complete) throw new Error(`The cleanup of ${isolation} left: ${JSON.stringify(failures)}`)
}

async function inProduction(): Promise<void> {
  const context = await production.setupContext('production', { ledger })
  say('is set up')
  const made = await context.production.create('builders', { name: work.owner })
  const several = Array.from({ length: 1 + draw(3) }, () => ({ name: work.owner }))
  await context.production.createMany('builders', several)
  say('has records')
  await sleep(draw(80))
  if (!isNamed(made)) throw new Error('The builder that was created has no name')
  say('was looked at')
  const { complete, failures } = await context.cleanup('passed')
  if (!complete) throw new Error(`The cleanup of production left: ${JSON.stringify(failures)}`)
}

function newProduction(): ProductionTestDataManager {
  return new ProductionTestDataManager(work.api, { secret: work.secret, ledger, budget: { requests: 1_000_000 } })
}

function isNamed(record: unknown): boolean {
  return typeof record === 'object' && record !== null && 'name' in record && String(record.name).includes(work.owner)
}

/** The same numbers for the same seed. */
function draw(below: number): number {
  state = (Math.imul(state ^ (state >>> 15), 0x2c1b3c6d) + 0x9e3779b9) | 0
  return ((state ^ (state >>> 13)) >>> 0) % below
}

function say(line: string): void {
  if (!process.stdout.write(`${line}\n`)) void once(process.stdout, 'drain')
}
