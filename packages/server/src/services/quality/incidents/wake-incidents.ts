import type { Call, Services } from '../../call.ts'
import { change } from '../../change.ts'

/** Incidents whose time of rest is over are open again. */
export async function wakeIncidents(
  services: Pick<Services, 'store' | 'trail' | 'bell' | 'now' | 'newId'>,
  team: string,
  signal: AbortSignal,
): Promise<void> {
  const at = services.now().toISOString()
  const due = await services.store.readTeam(team, (db) =>
    db
      .selectFrom('incidents')
      .select('id')
      .where('team_id', '=', team)
      .where('status', '=', 'snoozed')
      .where('snoozed_until', '<=', at)
      .execute(),
  )
  if (due.length === 0) return
  const call: Call = { actor: { kind: 'system', for: undefined }, requestId: 'quality-watch', ip: null, signal }
  await change(services, call, team, async (tx, note) => {
    const woken = await tx
      .updateTable('incidents')
      .set({ status: 'open', snoozed_until: null })
      .where('team_id', '=', team)
      .where('status', '=', 'snoozed')
      .where('snoozed_until', '<=', at)
      .returning(['id', 'dataset_id', 'version', 'rule', 'severity', 'times'])
      .execute()
    for (const { id, dataset_id: dataset, version, rule, severity, times } of woken) {
      const said = { dataset, version: Number(version), rule, severity, times: Number(times) }
      note.audit({ action: 'incident.open', subject: `incident:${id}`, details: said })
      note.event({ type: 'incident.opened', subject: `incident:${id}`, data: said })
    }
  })
}
