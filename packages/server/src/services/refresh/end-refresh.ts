import { RequestError } from '../../errors/request-error.ts'
import type { TeamTransaction } from '../../store/store.ts'
import type { TeamNote } from '../change.ts'
import { decide } from '../datasets/write/decide-version.ts'
import { isHeld } from '../quality/held.ts'
import type { Refresh, RefreshedRow } from './refresh.ts'

interface Ending {
  readonly team: string
  readonly id: string
  readonly together: boolean
  readonly schedule: string | null
}

type End = Exclude<Refresh['state'], 'running'>

/** What went wrong first, in this order, is what is told of the whole. */
const worst = ['cancelled', 'failed', 'refused'] as const
const actions = {
  published: 'refresh.publish',
  refused: 'refresh.refuse',
  failed: 'refresh.fail',
  cancelled: 'refresh.cancel',
} as const satisfies Record<End, string>

/**
 * Ends a refresh of which nothing is under way any more. Together, every version is published here, all in this one
 * transaction, or every one is refused: its rows stay for a while, to be looked into.
 */
export async function endRefresh(
  tx: TeamTransaction,
  note: TeamNote,
  { team, id, together, schedule }: Ending,
  parts: readonly RefreshedRow[],
  at: Date,
): Promise<void> {
  const bad = worst.find((state) => parts.some((part) => part.state === state))
  const wrong = parts.filter((part) => part.state === bad)
  const state: End = bad ?? 'published'
  if (together) await settleAll(tx, note, { team, id, published: state === 'published' }, parts)
  const told = {
    error_code: wrong[0]?.error_code ?? null,
    reason: bad === undefined ? null : reasonOf(wrong, parts.length, bad, together),
  }
  const ended = await tx
    .updateTable('refreshes')
    .set({ state, ended_at: at.toISOString(), ...told })
    .where('team_id', '=', team)
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirst()
  if (Number(ended.numUpdatedRows) !== 1)
    throw new RequestError('CONFLICT', { message: 'the refresh has ended already' })
  const published =
    state === 'published' ? parts.length : together ? 0 : parts.filter((part) => part.state === 'published').length
  const data = {
    schedule,
    together,
    datasets: parts.length,
    published,
    ...(told.error_code === null ? {} : { errorCode: told.error_code }),
    ...(told.reason === null ? {} : { reason: told.reason }),
  }
  note.audit({ action: actions[state], subject: `refresh:${id}`, details: { ...data, schedule: schedule ?? 'none' } })
  note.event({ type: `refresh.${state}`, subject: `refresh:${id}`, data })
}

async function settleAll(
  tx: TeamTransaction,
  note: TeamNote,
  { team, id, published }: { readonly team: string; readonly id: string; readonly published: boolean },
  parts: readonly RefreshedRow[],
): Promise<void> {
  for (const { dataset_id: dataset, version: made } of parts) {
    if (made === null) continue
    const place = { team, dataset, version: Number(made) }
    if (published) await decide(tx, note, place, 'ready', { refresh: id })
    else if (await isHeld(tx, place)) await decide(tx, note, place, 'refused', { refresh: id })
  }
  if (!published) return
  await tx
    .updateTable('refresh_datasets')
    .set({ state: 'published' })
    .where('team_id', '=', team)
    .where('refresh_id', '=', id)
    .execute()
}

const went = { refused: 'did not pass', failed: 'failed', cancelled: 'were cancelled' } as const

function reasonOf(
  wrong: readonly RefreshedRow[],
  of: number,
  state: (typeof worst)[number],
  together: boolean,
): string {
  const named = wrong.slice(0, 5).map(({ name, gate, error_code }) => {
    const why = gate ?? error_code
    return why === null ? name : `${name} (${why})`
  })
  const more = wrong.length > named.length ? ` and ${wrong.length - named.length} more` : ''
  const rest = together && of > wrong.length ? '; none was published' : ''
  return `${wrong.length} of ${of} ${went[state]}: ${named.join(', ')}${more}${rest}`
}
