import type { Session } from '../../../database/adapter.ts'
import { quoting } from '../../../database/quote.ts'
import { UnderstudyError } from '../../../errors.ts'
import type { TestSession } from '../../client/test-session.ts'
import { inDoubtTransactions, resolveInDoubt } from './in-doubt.ts'

/** Where a coordinator is ended, with both its connections; what it had in mind is gone, what it wrote down is not. */
export const crashPoints = [
  'before the votes',
  'between the votes',
  'before the decision',
  'after the decision',
  'between the commits',
] as const
export type CrashPoint = (typeof crashPoints)[number]

/** A database that takes part. */
export interface TransferSide {
  /** Sees to it, apart from the coordinator's connection. */
  readonly watcher: Session
  open(): Promise<TestSession>
  /** Quoted, with the columns id, value, and place, which is unique when a transaction ends; row 2 has place 2. */
  readonly table: string
}

export interface TransferPlan {
  /** Of both prepared transactions; each adds which side it is of. */
  readonly id: string
  readonly from: TransferSide
  readonly to: TransferSide
  /** Quoted, with the column id: what is in it was decided to be committed. Beside the table of `from`. */
  readonly decisions: string
  readonly crashAt: CrashPoint | null
  /** The other side finds only when it is asked for its vote that it cannot. */
  readonly refuses: boolean
}

const { quoteLiteral } = quoting.postgres
export const transferred = 10

class Crash extends Error {}

/** Takes from one side and gives to the other, by two phases; or dies on the way. */
export async function transfer(plan: TransferPlan): Promise<'committed' | 'rolled back' | 'crashed'> {
  const { id, from, to, decisions, crashAt, refuses } = plan
  const sides = [from, to] as const
  const sessions = [await from.open(), await to.open()] as const
  const passes = (point: CrashPoint): void => {
    if (point === crashAt) throw new Crash(point)
  }
  const prepare = (at: 0 | 1) => sessions[at].session.execute(`prepare transaction ${quoteLiteral(`${id}:${at}`)}`)
  try {
    const change = [`value = value - ${transferred}`, `value = value + ${transferred}${refuses ? ', place = 2' : ''}`]
    for (const at of [0, 1] as const) {
      await sessions[at].session.execute(`begin; update ${sides[at].table} set ${change[at]} where id = 1`)
    }
    passes('before the votes')
    await prepare(0)
    passes('between the votes')
    try {
      await prepare(1)
    } catch (thrown) {
      if (!(thrown instanceof UnderstudyError) || thrown.code !== 'CONSTRAINT_VIOLATED') throw thrown
      await resolveInDoubt(sessions[0].session, `${id}:0`, 'rollback')
      return 'rolled back'
    }
    passes('before the decision')
    await sessions[0].session.query(`insert into ${decisions} (id) values ($1)`, [id])
    passes('after the decision')
    await resolveInDoubt(sessions[0].session, `${id}:0`, 'commit')
    passes('between the commits')
    await resolveInDoubt(sessions[1].session, `${id}:1`, 'commit')
    return 'committed'
  } catch (thrown) {
    if (!(thrown instanceof Crash)) throw thrown
    // As of a process that dies: the server finds the connection gone, nobody says goodbye.
    for (const at of [0, 1] as const) {
      await sides[at].watcher.query('select pg_catalog.pg_terminate_backend($1, 10000)', [sessions[at].pid])
    }
    return 'crashed'
  } finally {
    await Promise.all(sessions.map((session) => session.close()))
  }
}

/** What is in doubt is committed where that was written down, else rolled back. May be done again at any time. */
export async function recover({ id, from, to, decisions }: TransferPlan): Promise<'committed' | 'rolled back'> {
  const [decided] = await from.watcher.query(`select 1 from ${decisions} where id = $1`, [id])
  for (const { watcher } of [from, to]) {
    for (const doubt of await inDoubtTransactions(watcher, `${id}:`)) {
      await resolveInDoubt(watcher, doubt.id, decided ? 'commit' : 'rollback')
    }
  }
  return decided ? 'committed' : 'rolled back'
}
