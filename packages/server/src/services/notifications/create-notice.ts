import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { MailRules } from '../../events/mail/smtp-rules.ts'
import type { Call } from '../call.ts'
import { change } from '../change.ts'
import { teamFor } from '../teams/team-for.ts'
import { joined, refuseUnknownSchedules } from './find-notice.ts'
import { type Notice, type NoticeServices, noticeOf, noticePlace, type Tells } from './notice.ts'

export interface NewNotice {
  readonly team: string
  readonly address: string
  readonly tells: Tells
}

const mostPerTeam = 50

/** An address has one: who is told of more has theirs changed. */
export async function createNotice(
  services: NoticeServices & { readonly mail: MailRules | undefined },
  call: Call,
  { team: named, address, tells }: NewNotice,
): Promise<Notice> {
  const { id: team } = await teamFor(services, call, 'notifications.change', named)
  const { sealer, newId, now } = services
  refuseAddress(services.mail, address)
  const id = newId()
  const known = await services.store.readTeam(team, (db) =>
    db.selectFrom('notices').select(['id', 'address_sealed']).where('team_id', '=', team).execute(),
  )
  for (const one of known) {
    const other = Buffer.from(await sealer.open(team, noticePlace(one.id), one.address_sealed)).toString()
    if (other.toLowerCase() !== address.toLowerCase()) continue
    throw new RequestError('CONFLICT', {
      message: 'this address is told of something already',
      hint: 'Change what it is told of.',
      details: { notification: one.id },
    })
  }
  const row = {
    team_id: team,
    id,
    address_sealed: await sealer.seal(team, noticePlace(id), Buffer.from(address)),
    tells: joined(tells),
    active: 1 as const,
    created_at: now().toISOString(),
    created_by: nameOf(call.actor),
  }
  await change(services, call, team, async (tx, note) => {
    const others = await tx.selectFrom('notices').select('id').where('team_id', '=', team).execute()
    if (others.length >= mostPerTeam) {
      throw new RequestError('LIMIT_EXCEEDED', {
        message: `a team has at most ${mostPerTeam} addresses that are told of something`,
        hint: 'Remove one that is not needed any more, or name one that stands for several people.',
        details: { limit: 'notifications', most: mostPerTeam },
      })
    }
    if (others.some((one) => known.every((before) => before.id !== one.id))) {
      throw new RequestError('CONFLICT', { message: 'somebody else has added an address meanwhile' })
    }
    await refuseUnknownSchedules(tx, team, tells)
    await tx.insertInto('notices').values(row).execute()
    note.audit({ action: 'notification.create', subject: `notification:${id}`, after: { address, tells } })
  })
  return noticeOf(row, address)
}

function refuseAddress(mail: MailRules | undefined, address: string): void {
  if (mail === undefined) {
    throw new RequestError('CONFLICT', {
      message: 'this server sends no mail: it was started without a mail server',
      hint: 'Use a webhook, or ask the operator to name a mail server.',
    })
  }
  const domain = address.slice(address.lastIndexOf('@') + 1).toLowerCase()
  if (!mail.domains || mail.domains.some((one) => one.toLowerCase() === domain)) return
  throw new RequestError('ADDRESS_REFUSED', {
    message: 'the operator of this server lets mail go to other domains alone',
    details: { domain },
  })
}
