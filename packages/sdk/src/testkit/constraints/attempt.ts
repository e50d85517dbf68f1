import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { classifyError } from '../errors/classify/classify-error.ts'
import { type Refusal, refusalOf } from './refusal.ts'

export type Answer = Readonly<Record<string, unknown>>

export type Outcome =
  | { readonly accepted: true; readonly answers: readonly Answer[] }
  | { readonly accepted: false; readonly refusal: Refusal }

/** Runs one statement in a savepoint of its own: what it did stays where it was accepted, and nothing of it where not. */
export async function attempt(session: Session, statement: string): Promise<Outcome> {
  try {
    const answers = await session.transaction((inner) => inner.query<Answer>(statement))
    return { accepted: true, answers }
  } catch (thrown) {
    return { accepted: false, refusal: refused(thrown, statement) }
  }
}

/** As a commit would ask for them; SQLite asks for what it put off at COMMIT alone. */
export async function askDeferred(session: Session): Promise<Outcome> {
  if (session.dialect === 'sqlite') return { accepted: true, answers: [] }
  try {
    await session.transaction((inner) => inner.execute('set constraints all immediate'))
    return { accepted: true, answers: [] }
  } catch (thrown) {
    return { accepted: false, refusal: refused(thrown, '') }
  }
}

/** Runs a statement and then whatever was put off until the commit. */
export async function attemptWhole(session: Session, statement: string): Promise<Outcome> {
  const outcome = await attempt(session, statement)
  if (!outcome.accepted) return outcome
  const later = await askDeferred(session)
  return later.accepted ? outcome : later
}

class Undone extends Error {}

/** Nothing of what `work` does stays, also where it throws. */
export async function undone<T>(session: Session, work: (inner: Session) => Promise<T>): Promise<T> {
  let done: { readonly result: T } | undefined
  try {
    await session.transaction(async (inner) => {
      done = { result: await work(inner) }
      throw new Undone()
    })
  } catch (thrown) {
    if (!(thrown instanceof Undone)) throw thrown
  }
  if (!done) throw new UnderstudyError('INTERNAL', { operation: 'undo', message: 'the transaction did not run' })
  return done.result
}

/** What is no answer of a constraint is not taken for one. */
const fatal = new Set([
  'cancelled',
  'connection_lost',
  'deadlock',
  'idle_killed',
  'lock_timeout',
  'out_of_resources',
  'outcome_unknown',
  'read_only',
  'serialization_failure',
  'server_shutdown',
  'statement_timeout',
  'transaction_state',
])

function refused(thrown: unknown, statement: string): Refusal {
  const found = classifyError(thrown, { statement, during: 'transaction' })
  if (!(thrown instanceof UnderstudyError) || fatal.has(found.class)) throw thrown
  return refusalOf(thrown, found)
}
