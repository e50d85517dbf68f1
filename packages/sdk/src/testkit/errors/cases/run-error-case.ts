import { setTimeout as pause } from 'node:timers/promises'
import type { Engine } from '../../../database/adapter.ts'
import { connect } from '../../../database/connect.ts'
import { messageOf } from '../../../errors.ts'
import { classifyError } from '../classify/classify-error.ts'
import type { ErrorContext } from '../classify/error-context.ts'
import type { CaseGround, CaseSite } from './case-ground.ts'
import type { Absent, ErrorCase, ErrorStep, Provocation } from './error-case.ts'
import type { ErrorCaseResult } from './error-case-result.ts'
import { sqliteKeys } from './sqlite-keys.ts'

interface Failure {
  readonly thrown: unknown
  readonly context: ErrorContext
}

/** What a statement that is not waited for came to. */
type Waiting = Promise<Failure | undefined>

const patience = 15_000

/** Provokes one error and says whether it is what was expected. Whatever happens, nothing of it stays. */
export async function runErrorCase(errorCase: ErrorCase, ground: CaseGround): Promise<ErrorCaseResult> {
  const from = performance.now()
  const result = await tryCase(errorCase, ground)
  return { ...result, milliseconds: performance.now() - from }
}

type Result = Omit<ErrorCaseResult, 'milliseconds'>

async function tryCase(errorCase: ErrorCase, ground: CaseGround): Promise<Result> {
  const { name } = errorCase
  const provocation = provocationOn(ground.engine, errorCase)
  if ('absent' in provocation) {
    return { name, status: 'absent', expected: null, actual: null, reason: provocation.absent }
  }
  const { expected, since } = provocation
  const skipped = (reason: string): Result => ({ name, status: 'skipped', expected, actual: null, reason })
  if (since !== undefined && ground.major < since) return skipped(`Postgres has it since ${since}.`)
  await using site = await ground.site()
  try {
    const before = await prepare(provocation, site)
    if (before !== undefined) return skipped(before)
    const failure = await provoke(provocation, site)
    if (!failure) return { name, status: 'failed', expected, actual: null, reason: 'nothing failed' }
    const actual = classifyError(failure.thrown, await withKeys(failure.context, ground.engine, site))
    if (actual.class === expected) return { name, status: 'passed', expected, actual, reason: null }
    const reason = `${actual.class} (${actual.code ?? 'no code'}) instead of ${expected}`
    return { name, status: 'failed', expected, actual, reason }
  } catch (thrown) {
    if (thrown instanceof EarlyFailure) return skipped(thrown.message)
    throw thrown
  }
}

/** PGlite is Postgres with one connection, and nobody connects to it. */
function provocationOn(engine: Engine, errorCase: ErrorCase): Provocation | Absent {
  if (engine !== 'pglite') return errorCase[engine]
  const provocation = errorCase.pglite ?? errorCase.postgres
  if ('absent' in provocation || !provocation.steps.some(needsAnother)) return provocation
  return { absent: 'It has one connection, in this process.' }
}

function needsAnother(step: ErrorStep): boolean {
  return typeof step !== 'string' && ('connect' in step || (step.session ?? 0) > 0)
}

/** A step failed before the one that was to. */
class EarlyFailure extends Error {}

async function prepare({ setUp }: Provocation, site: CaseSite): Promise<string | undefined> {
  try {
    const { session } = await site.session(0)
    if (setUp !== undefined) await session.execute(filled(setUp, site))
    return undefined
  } catch (thrown) {
    return `It could not be set up: ${messageOf(thrown)}`
  }
}

async function provoke({ steps, expected }: Provocation, site: CaseSite): Promise<Failure | undefined> {
  const waiting: Waiting[] = []
  const inTransaction = new Set<number>()
  for (const [at, step] of steps.entries()) {
    const isLast = at === steps.length - 1
    const failure = await take(step, site, waiting, inTransaction)
    if (isLast) return failure ?? (await Promise.all(waiting)).find((late) => late !== undefined)
    if (!failure || (typeof step !== 'string' && 'fails' in step)) continue
    // Who may not even ask for what is refused next is refused in the same way.
    if (classifyError(failure.thrown).class === expected) return failure
    throw new EarlyFailure(`It could not be brought about: ${messageOf(failure.thrown)}`)
  }
  return undefined
}

async function take(
  step: ErrorStep,
  site: CaseSite,
  waiting: Waiting[],
  inTransaction: Set<number>,
): Promise<Failure | undefined> {
  if (typeof step !== 'string' && 'connect' in step) return await connecting(step.connect, site)
  if (typeof step !== 'string' && 'until' in step) return await until(step.until, step.session ?? 0, site)
  const { session: number = 0, run, waits = false, undo } = typeof step === 'string' ? { run: step } : step
  const { session } = await site.session(number)
  const statement = filled(run, site, await pids(run, site))
  const begun = inTransaction.has(number)
  if (/^begin\b/i.test(statement)) inTransaction.add(number)
  const done: Waiting = session.query(statement).then(
    () => {
      if (undo !== undefined) site.undoLater(filled(undo, site))
      return undefined
    },
    (thrown: unknown) => ({ thrown, context: { statement, ...(begun ? { during: 'transaction' } : {}) } }),
  )
  if (!waits) return await done
  waiting.push(done)
  return undefined
}

async function connecting(
  place: (place: CaseSite['place']) => string | Promise<string>,
  site: CaseSite,
): Promise<Failure | undefined> {
  const url = await place(site.place)
  try {
    await (await connect(url, { busyTimeout: 0, maxConnections: 1 })).close()
    return undefined
  } catch (thrown) {
    return { thrown, context: { during: 'connect' } }
  }
}

async function until(question: string, number: number, site: CaseSite): Promise<Failure | undefined> {
  const { session } = await site.session(number)
  const text = filled(question, site, await pids(question, site))
  const deadline = performance.now() + patience
  while ((await session.query(text)).length === 0) {
    if (performance.now() > deadline) throw new EarlyFailure('It was waited for in vain.')
    await pause(5)
  }
  return undefined
}

async function pids(text: string, site: CaseSite): Promise<[string, string][]> {
  const found = [...text.matchAll(/\{pid:(\d+)\}/g)]
  return await Promise.all(
    found.map(async ([mark, number]): Promise<[string, string]> => {
      const { pid } = await site.session(Number(number))
      return [mark, String(pid)]
    }),
  )
}

function filled(text: string, { place }: CaseSite, marks: readonly (readonly [string, string])[] = []): string {
  return marks.reduce(
    (written, [mark, value]) => written.replaceAll(mark, value),
    text.replaceAll('{schema}', place.schema),
  )
}

/** SQLite's errors name no table; its catalog tells which side an UPDATE was on. */
async function withKeys(context: ErrorContext, engine: Engine, site: CaseSite): Promise<ErrorContext> {
  if (engine !== 'sqlite' || context.statement === undefined) return context
  return { ...context, foreignKeys: await sqliteKeys((await site.session(0)).session) }
}
