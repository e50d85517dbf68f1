import { randomBytes } from 'node:crypto'
import { withScratchDatabase } from '../../../catalog/scratch.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import { DatabaseTestClient } from '../../client/database-test-client.ts'
import type { TestSession } from '../../client/test-session.ts'
import { inDoubtTransactions, refuseWithoutPrepared, resolveInDoubt } from './in-doubt.ts'
import {
  type CrashPoint,
  crashPoints,
  recover,
  type TransferPlan,
  type TransferSide,
  transfer,
  transferred,
} from './transfer.ts'

export interface TwoPhaseCase {
  /** "without a crash", "the second votes no", or where the coordinator died. */
  readonly name: string
  /** Transactions that were found in doubt afterwards, in each of the databases. */
  readonly inDoubt: readonly [number, number]
  /** Whether, in each of the databases, the row was locked as long as that. */
  readonly locked: readonly [boolean, boolean]
  readonly outcome: 'committed' | 'rolled back'
  readonly milliseconds: number
  /** What is not as it must be; nothing where it passed. */
  readonly problems: readonly string[]
}

export interface TwoPhaseResult {
  readonly cases: readonly TwoPhaseCase[]
  readonly passed: boolean
}

interface Scenario {
  readonly name: string
  readonly crashAt: CrashPoint | null
  readonly refuses: boolean
  readonly inDoubt: readonly [number, number]
  readonly outcome: 'committed' | 'rolled back'
}

const afterCrash: Readonly<Record<CrashPoint, Pick<Scenario, 'inDoubt' | 'outcome'>>> = {
  'before the votes': { inDoubt: [0, 0], outcome: 'rolled back' },
  'between the votes': { inDoubt: [1, 0], outcome: 'rolled back' },
  'before the decision': { inDoubt: [1, 1], outcome: 'rolled back' },
  'after the decision': { inDoubt: [1, 1], outcome: 'committed' },
  'between the commits': { inDoubt: [0, 1], outcome: 'committed' },
}

const scenarios: readonly Scenario[] = [
  { name: 'without a crash', crashAt: null, refuses: false, inDoubt: [0, 0], outcome: 'committed' },
  { name: 'the second votes no', crashAt: null, refuses: true, inDoubt: [0, 0], outcome: 'rolled back' },
  ...crashPoints.map((point) => ({ name: point, crashAt: point, refuses: false, ...afterCrash[point] })),
]

/** What both sides begin with. */
const balance = 100

/**
 * Moves an amount between two databases, with a coordinator that dies at each point between the phases: what is in doubt
 * then is found and decided by what was written down, so that both have moved or neither has.
 */
export async function twoPhaseCommit(first: DatabaseTestClient, second: DatabaseTestClient): Promise<TwoPhaseResult> {
  await using watchFirst = await first.openSession()
  await using watchSecond = await second.openSession()
  for (const { session } of [watchFirst, watchSecond]) await refuseWithoutPrepared(session)
  const from = await sideOf(first, watchFirst)
  const to = await sideOf(second, watchSecond)
  const decisions = quoting.postgres.quoteTable(await first.createTable('decisions', 'id text primary key'))
  const cases: TwoPhaseCase[] = []
  for (const scenario of scenarios) {
    const { crashAt, refuses } = scenario
    const id = `understudy_${randomBytes(8).toString('hex')}`
    cases.push(await play(scenario, { id, from, to, decisions, crashAt, refuses }))
  }
  return { cases, passed: cases.every(({ problems }) => problems.length === 0) }
}

/** As twoPhaseCommit, over a database that is made for this on the server of the first one, and dropped again. */
export async function twoPhaseCommitOnServer(first: DatabaseTestClient): Promise<TwoPhaseResult> {
  {
    await using held = await first.openSession()
    await refuseWithoutPrepared(held.session)
  }
  return await withScratchDatabase(first.config.databaseUrl, async (_, databaseUrl) => {
    await using second = await DatabaseTestClient.open({ ...first.config, databaseUrl })
    return await twoPhaseCommit(first, second)
  })
}

async function sideOf(client: DatabaseTestClient, { session }: TestSession): Promise<TransferSide> {
  const definition = 'id int primary key, value int not null, place int unique deferrable initially deferred'
  const table = await client.createTable('transfer', definition)
  return { watcher: session, open: () => client.openSession(), table: quoting.postgres.quoteTable(table) }
}

async function play(scenario: Scenario, plan: TransferPlan): Promise<TwoPhaseCase> {
  const sides = [plan.from, plan.to] as const
  const from = performance.now()
  try {
    for (const { watcher, table } of sides) {
      await watcher.execute(`delete from ${table}; insert into ${table} values (1, ${balance}, 1), (2, ${balance}, 2)`)
    }
    const ended = await transfer(plan)
    const inDoubt = [await doubts(plan.from, plan), await doubts(plan.to, plan)] as const
    const locked = [await isLocked(plan.from), await isLocked(plan.to)] as const
    const outcome = ended === 'crashed' ? await recover(plan) : ended
    // Whoever recovers may die too, and another one comes after it.
    if ((await recover(plan)) !== outcome) throw new Error('Recovery decides the same each time')
    return {
      name: scenario.name,
      inDoubt,
      locked,
      outcome,
      milliseconds: performance.now() - from,
      problems: await problemsOf(scenario, plan, { inDoubt, locked, outcome }),
    }
  } finally {
    for (const { watcher } of sides) {
      for (const { id } of await inDoubtTransactions(watcher, plan.id)) await resolveInDoubt(watcher, id, 'rollback')
    }
  }
}

async function problemsOf(
  scenario: Scenario,
  { id, from, to }: TransferPlan,
  { inDoubt, locked, outcome }: Pick<TwoPhaseCase, 'inDoubt' | 'locked' | 'outcome'>,
): Promise<string[]> {
  const problems: string[] = []
  const moved = outcome === 'committed' ? transferred : 0
  const held = [await balanceOf(from), await balanceOf(to)]
  if (held[0] !== balance - moved || held[1] !== balance + moved) {
    problems.push(`It was ${outcome}, and the databases hold ${held.join(' and ')}`)
  }
  if (outcome !== scenario.outcome) problems.push(`It was ${outcome}, and should be ${scenario.outcome}`)
  for (const [at, side] of [from, to].entries()) {
    const found = inDoubt[at] ?? 0
    if (found !== scenario.inDoubt[at]) {
      problems.push(
        `${found} transactions were in doubt in the ${places[at]} database, which should be ${scenario.inDoubt[at]}`,
      )
    }
    if (locked[at] !== found > 0)
      problems.push(`The row of the ${places[at]} database was ${locked[at] ? '' : 'not '}locked`)
    if ((await inDoubtTransactions(side.watcher, id)).length > 0)
      problems.push(`Something is in doubt still in the ${places[at]} database`)
    if (await isLocked(side)) problems.push(`The row of the ${places[at]} database is locked still`)
  }
  return problems
}

const places = ['first', 'second']

async function doubts({ watcher }: TransferSide, { id }: TransferPlan): Promise<number> {
  return (await inDoubtTransactions(watcher, id)).length
}

async function balanceOf({ watcher, table }: TransferSide): Promise<number | undefined> {
  const [row] = await watcher.query<{ value: number }>(`select value from ${table} where id = 1`)
  return row?.value
}

async function isLocked({ watcher, table }: TransferSide): Promise<boolean> {
  try {
    await watcher.query(`select 1 from ${table} where id = 1 for update nowait`)
    return false
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.details.sqlstate === '55P03') return true
    throw thrown
  }
}
