import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { findNotice, joined, refuseUnknownSchedules } from './find-notice.ts'
import { type Notice, type NoticeServices, noticeOf, noticePlace, type Tells } from './notice.ts'

interface Named {
  readonly team: string
  readonly notification: string
}

/** While it is not active nothing is written for it; what was written before is sent. */
export async function updateNotice(
  services: NoticeServices,
  call: Call,
  { team: named, notification: id }: Named,
  { active, tells }: { readonly active?: boolean | undefined; readonly tells?: Tells | undefined },
): Promise<Notice> {
  const { id: team } = await teamFor(services, call, 'notifications.change', named)
  const row = await change(services, call, team, async (tx, note) => {
    const found = await findNotice(tx, team, id)
    if (tells) await refuseUnknownSchedules(tx, team, tells)
    const changed = {
      active: active === undefined ? found.active : active ? (1 as const) : (0 as const),
      tells: tells === undefined ? found.tells : joined(tells),
    }
    await tx.updateTable('notices').set(changed).where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({
      action: 'notification.update',
      subject: `notification:${id}`,
      before: { active: found.active, tells: found.tells },
      after: changed,
    })
    return { ...found, ...changed }
  })
  const address = await services.sealer.open(team, noticePlace(id), row.address_sealed)
  return noticeOf(row, Buffer.from(address).toString())
}

/** With all its messages: what was not sent yet is not sent any more. */
export async function removeNotice(
  services: NoticeServices,
  call: Call,
  { team: named, notification: id }: Named,
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'notifications.change', named)
  await change(services, call, team, async (tx, note) => {
    await findNotice(tx, team, id)
    await tx.deleteFrom('mails').where('team_id', '=', team).where('notice_id', '=', id).execute()
    await tx.deleteFrom('notices').where('team_id', '=', team).where('id', '=', id).execute()
    note.audit({ action: 'notification.remove', subject: `notification:${id}` })
  })
}

/** A message to try the address with. */
export async function testNotice(
  services: NoticeServices,
  call: Call,
  { team: named, notification: id }: Named,
): Promise<void> {
  const { id: team } = await teamFor(services, call, 'notifications.change', named)
  await change(services, call, team, async (tx, note) => {
    await findNotice(tx, team, id)
    note.event({ type: 'notification.tested', subject: `notification:${id}`, data: {} })
    note.audit({ action: 'notification.test', subject: `notification:${id}` })
  })
}
