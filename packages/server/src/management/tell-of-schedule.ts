import type { Tells, ToldType } from '../services/notifications/notice.ts'
import type { SchedulerAccess } from './scheduler-access.ts'

/** Who is told by e-mail of what becomes of a schedule, and of what. */
export interface NotificationSettings {
  readonly emails: readonly string[]
  /** Of what went wrong where it is left out: refused, failed, skipped, paused. */
  readonly on?: readonly NotifiedOutcome[] | undefined
}
export type NotifiedOutcome = keyof typeof types

const types = {
  published: ['refresh.published'],
  refused: ['refresh.refused'],
  // One of both: a run that has a refresh ends as that does, and one that could not be begun has none.
  failed: ['refresh.failed', 'run.failed'],
  skipped: ['run.skipped'],
  paused: ['schedule.paused'],
} as const satisfies Record<string, readonly ToldType[]>

/** These are told of the schedule from now on, and nobody else is; what else they are told of stays. */
export async function tellOfSchedule(
  access: Pick<SchedulerAccess, 'notices' | 'createNotice' | 'updateNotice' | 'removeNotice'>,
  { team, schedule }: { readonly team: string; readonly schedule: string },
  { emails, on = ['refused', 'failed', 'skipped', 'paused'] }: NotificationSettings,
): Promise<void> {
  const own: Tells[number] = { schedule, types: on.flatMap((outcome) => types[outcome]) }
  const wanted = new Map(emails.map((email) => [email.toLowerCase(), email]))
  for (const { id: notification, address, tells } of await access.notices({ team })) {
    const others = tells.filter((one) => one.schedule !== schedule)
    const isTold = others.length < tells.length
    if (wanted.delete(address.toLowerCase())) await access.updateNotice({ team, notification, tells: [...others, own] })
    else if (isTold && others.length > 0) await access.updateNotice({ team, notification, tells: others })
    else if (isTold) await access.removeNotice({ team, notification })
  }
  for (const address of wanted.values()) await access.createNotice({ team, address, tells: [own] })
}
