import type { Lock, MigrationStep } from '../../catalog/migration/step.ts'
import { strongestLocks } from '../../catalog/migration/strongest-locks.ts'
import type { Database, Session } from '../../database/adapter.ts'
import { quoting } from '../../database/quote.ts'
import { backendOf, isWaiting, type KnownRelation, knownRelations, locksOf } from './lock-watch.ts'

export interface ObservedStep {
  readonly number: number
  readonly title: string
  readonly milliseconds: number
  /** Locks that were really held on relations that stood there before; null where the engine can't tell. */
  readonly locks: readonly Lock[] | null
  /** Tables whose rows were all written again. */
  readonly rewritten: readonly string[]
}

/** Runs one step by itself, in its own transaction where it may have one, and looks at what it holds. */
export async function observeStep(
  database: Database,
  session: Session,
  step: MigrationStep,
  signal?: AbortSignal,
): Promise<ObservedStep> {
  const { number, title } = step
  if (session.dialect !== 'postgres') {
    const milliseconds = await timed(() => run(session, step, signal))
    return { number, title, milliseconds, locks: null, rewritten: [] }
  }
  const known = await knownRelations(session)
  let locks: Lock[] = []
  const milliseconds = await timed(async () => {
    if (step.transaction === 'none') locks = await watched(database, session, known, () => run(session, step, signal))
    else {
      await session.transaction(async (transaction) => {
        await run(transaction, step, signal)
        locks = await locksOf(transaction, await backendOf(transaction), known)
      })
    }
  })
  return { number, title, milliseconds, locks, rewritten: rewritten(known, await knownRelations(session)) }
}

async function run(session: Session, step: MigrationStep, signal: AbortSignal | undefined): Promise<void> {
  if (session.dialect === 'postgres') await session.execute('set check_function_bodies = off')
  for (const statement of step.statements) await session.execute(statement, { signal })
}

async function timed(work: () => Promise<void>): Promise<number> {
  const from = performance.now()
  await work()
  return performance.now() - from
}

/** How long it may take until what runs outside of a transaction waits for another one. */
const longestHold = 2000

/**
 * What runs outside of a transaction keeps no lock to look at afterwards. But it waits for transactions that write, so
 * one is held open on every table until it was seen to wait, or to be done.
 */
async function watched(
  database: Database,
  session: Session,
  known: readonly KnownRelation[],
  work: () => Promise<void>,
): Promise<Lock[]> {
  const pid = await backendOf(session)
  const seen: Lock[] = []
  let done = false
  const { quoteTable } = quoting.postgres
  const tables = known.filter(({ kind }) => kind === 'r' || kind === 'p').map(quoteTable)
  let working: Promise<void> | undefined
  await database.transaction(async (holder) => {
    if (tables.length > 0) await holder.execute(`lock table ${tables.join(', ')} in row exclusive mode`)
    working = work().finally(() => {
      done = true
    })
    // Its failure is the caller's: it is awaited below.
    working.catch(() => {})
    const until = performance.now() + longestHold
    while (!done && performance.now() < until) {
      seen.push(...(await locksOf(holder, pid, known)))
      if (await isWaiting(holder, pid)) break
    }
    seen.push(...(await locksOf(holder, pid, known)))
  })
  await working
  return strongestLocks(seen)
}

function rewritten(before: readonly KnownRelation[], after: readonly KnownRelation[]): string[] {
  const now = new Map(after.map((relation) => [Number(relation.oid), Number(relation.file)]))
  return before.flatMap(({ oid, schema, name, file }) => {
    const is = now.get(Number(oid))
    return is === undefined || is === Number(file) || Number(file) === 0 ? [] : [`${schema}.${name}`]
  })
}
