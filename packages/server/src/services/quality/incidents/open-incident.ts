import type { Insertable } from 'kysely'
import type { TeamTransaction } from '../../../store/store.ts'
import type { TeamTables } from '../../../store/tables/team-tables.ts'
import type { TeamNote } from '../../change.ts'

export interface Finding {
  readonly team: string
  /** Where it is new. */
  readonly id: string
  readonly at: string
  readonly dataset: string
  readonly version: number
  readonly entity: string | null
  readonly rule: string | null
  readonly severity: Insertable<TeamTables['incidents']>['severity']
  /** Names, never values. */
  readonly title: string
  readonly details: Readonly<Record<string, string | number>>
}

/** What is told of one cause: a rule of a dataset, or its checks. */
export function causeOf({ dataset, rule }: Pick<Finding, 'dataset' | 'rule'>): string {
  return JSON.stringify(rule === null ? ['check', dataset] : ['rule', dataset, rule])
}

/**
 * An incident, or one more time of the one that is there: of one cause there is never a second that is not resolved. One
 * that was snoozed is woken when its time is over, and not before. In a transaction of the team.
 */
export async function openIncident(tx: TeamTransaction, note: TeamNote, finding: Finding): Promise<void> {
  const { team, at, version, title, severity } = finding
  const cause = causeOf(finding)
  const details = JSON.stringify(finding.details)
  const known = await tx
    .selectFrom('incidents')
    .select(['id', 'status', 'times', 'snoozed_until'])
    .where('team_id', '=', team)
    .where('cause', '=', cause)
    .where('status', '<>', 'resolved')
    .executeTakeFirst()
  const { dataset, rule, entity } = finding
  const tell = (id: string, times: number) => {
    const said = { dataset, version, rule, severity, times }
    note.audit({ action: 'incident.open', subject: `incident:${id}`, details: said })
    note.event({ type: 'incident.opened', subject: `incident:${id}`, data: said })
  }
  if (!known) {
    await tx
      .insertInto('incidents')
      .values({
        team_id: team,
        id: finding.id,
        cause,
        dataset_id: dataset,
        version,
        entity,
        rule,
        severity,
        status: 'open',
        title,
        details,
        note_sealed: null,
        owner: null,
        snoozed_until: null,
        opened_at: at,
        seen_at: at,
        times: 1,
        resolved_at: null,
        resolved_by: null,
      })
      .execute()
    tell(finding.id, 1)
    return
  }
  const times = Number(known.times) + 1
  const wakes = known.status === 'snoozed' && (known.snoozed_until ?? '') <= at
  await tx
    .updateTable('incidents')
    .set({
      version,
      severity,
      title,
      details,
      seen_at: at,
      times,
      ...(wakes ? { status: 'open' as const, snoozed_until: null } : {}),
    })
    .where('team_id', '=', team)
    .where('id', '=', known.id)
    .execute()
  if (wakes) tell(known.id, times)
}
