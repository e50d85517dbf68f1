import type { TeamTransaction } from '../../store/store.ts'
import type { EventType } from '../event-types.ts'

interface Written {
  readonly position: number
  readonly type: EventType
  readonly subject: string
  readonly data: Readonly<Record<string, unknown>>
}

/** Kinds of events that somebody may be told of by e-mail; of the others nobody is asked. */
const mayBeTold = /^(refresh|run|schedule|version|incident|environment|notification)\./

/**
 * Messages to be sent, one to each address and of one event, in the transaction of what they tell of. What is told of by
 * another event already is not told of twice.
 */
export async function writeMails(
  tx: TeamTransaction,
  { team, at, newId }: { readonly team: string; readonly at: string; readonly newId: () => string },
  events: readonly Written[],
): Promise<void> {
  const told = events.filter((event) => mayBeTold.test(event.type) && !isToldElsewhere(event))
  if (told.length === 0) return
  const notices = await tx
    .selectFrom('notices')
    .select(['id', 'tells'])
    .where('team_id', '=', team)
    .where('active', '=', 1)
    .execute()
  const mails = notices.flatMap(({ id, tells }) => {
    const wanted: readonly { readonly schedule: string | null; readonly types: readonly string[] }[] = JSON.parse(tells)
    return told
      .filter(
        ({ type, subject, data }) =>
          (type === 'notification.tested' && subject === `notification:${id}`) ||
          wanted.some(
            ({ schedule, types }) =>
              types.includes(type) && (schedule === null || schedule === scheduleOf(subject, data)),
          ),
      )
      .map(({ position }) => ({
        team_id: team,
        id: newId(),
        notice_id: id,
        event_position: position,
        status: 'pending' as const,
        attempts: 0,
        next_at: at,
        response_code: null,
        error: null,
      }))
  })
  for (let from = 0; from < mails.length; from += 500) {
    await tx
      .insertInto('mails')
      .values(mails.slice(from, from + 500))
      .execute()
  }
}

function scheduleOf(subject: string, data: Written['data']): string | undefined {
  if (typeof data.schedule === 'string') return data.schedule
  return subject.startsWith('schedule:') ? subject.slice('schedule:'.length) : undefined
}

/** A run of a schedule that has a refresh ends as that does; a version of a refresh is refused with that. */
function isToldElsewhere({ type, data }: Written): boolean {
  return (type === 'run.failed' || type === 'version.refused') && typeof data.refresh === 'string'
}
