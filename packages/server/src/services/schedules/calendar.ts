import { RequestError } from '../../errors/request-error.ts'
import type { Occurrence } from '../../scheduler/occurrence.ts'
import { occurrencesBetween } from '../../scheduler/occurrences.ts'
import type { Call, Services } from '../call.ts'
import { teamFor } from '../teams/team-for.ts'
import { type Run, runOf, runsOf } from './run.ts'
import { recurrenceOf } from './schedule.ts'

export interface CalendarEntry {
  readonly schedule: string
  readonly name: string
  readonly occurrence: Occurrence
  /** What became of it; null: it is still to come. */
  readonly run: Run | null
}

const longestMs = 400 * 86_400_000
const mostRuns = 2000

/** Everything of all schedules between two times: what became of it, and what is still to come; in order. */
export async function readCalendar(
  { store }: Pick<Services, 'store'>,
  call: Call,
  asked: { readonly team: string; readonly from: string; readonly to: string },
): Promise<CalendarEntry[]> {
  const { id: team } = await teamFor({ store }, call, 'schedules.read', asked.team)
  const [from, to] = [new Date(asked.from), new Date(asked.to)]
  refuseOtherTimes(from, to)
  const { rows, schedules } = await store.readTeam(team, async (db) => ({
    rows: await runsOf(db, team)
      .where('r.occurrence_at', '>=', from.toISOString())
      .where('r.occurrence_at', '<', to.toISOString())
      .orderBy('r.occurrence_at', 'desc')
      .limit(mostRuns + 1)
      .execute(),
    schedules: await db
      .selectFrom('schedules')
      .selectAll()
      .where('team_id', '=', team)
      .where('removed_at', 'is', null)
      .where('status', '=', 'active')
      .where('next_at', 'is not', null)
      .execute(),
  }))
  if (rows.length > mostRuns) {
    throw new RequestError('LIMIT_EXCEEDED', {
      message: `a calendar shows at most ${mostRuns} runs, and there are more of them then`,
      hint: 'Ask for a shorter time.',
      details: { limit: 'calendarRuns', most: mostRuns },
    })
  }
  const past = rows.map(runOf).map((run) => {
    const { schedule, name, occurrence } = run
    return { schedule, name, occurrence, run }
  })
  // Up to it, and not at it.
  const end = new Date(to.getTime() - 1)
  const coming = schedules.flatMap((row) => {
    const after = new Date(Math.max(from.getTime() - 1, Date.parse(row.decided_at)))
    return occurrencesBetween(recurrenceOf(row), { at: after, planned: row.decided_planned }, end, mostRuns).map(
      (occurrence) => ({ schedule: row.id, name: row.name, occurrence, run: null }),
    )
  })
  return [...past, ...coming].sort((a, b) => (a.occurrence.at < b.occurrence.at ? -1 : 1))
}

function refuseOtherTimes(from: Date, to: Date): void {
  const ms = to.getTime() - from.getTime()
  if (ms > 0 && ms <= longestMs) return
  throw new RequestError('REQUEST_INVALID', {
    message: 'a calendar is shown from one time to a later one, and of 400 days at most',
    details: { problems: [{ path: 'to', message: ms > 0 ? 'it is too far away' : 'it is not after `from`' }] },
  })
}
