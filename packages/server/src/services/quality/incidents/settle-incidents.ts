import type { RuleResult } from '@understudy/sdk/quality'
import type { TeamTransaction } from '../../../store/store.ts'
import type { TeamNote } from '../../change.ts'
import type { VersionPlace } from '../../datasets/write/part.ts'
import { causeOf, openIncident } from './open-incident.ts'
import { resolveIncidents } from './resolve-incidents.ts'

interface Settled extends VersionPlace {
  readonly results: readonly RuleResult[]
  readonly at: Date
  readonly newId: () => string
}

/**
 * Incidents after a check: a rule that failed has one, a rule that holds has none. What could not be evaluated changes
 * nothing. A check of a version that is older than one that was checked says nothing of how things are now.
 */
export async function settleIncidents(
  tx: TeamTransaction,
  note: TeamNote,
  { team, dataset, version, results, at, newId }: Settled,
): Promise<void> {
  const newer = await tx
    .selectFrom('quality_runs')
    .select('id')
    .where('team_id', '=', team)
    .where('dataset_id', '=', dataset)
    .where('version', '>', version)
    .where('status', '=', 'done')
    .executeTakeFirst()
  if (newer) return
  const holds = results.filter(({ outcome }) => outcome === 'passed' || outcome === 'warned').map(({ id }) => id)
  const causes = new Set([...holds, null].map((rule) => causeOf({ dataset, rule })))
  await resolveIncidents(tx, note, { team, dataset, at: at.toISOString(), by: 'system' }, (cause) => causes.has(cause))
  for (const result of results) {
    if (result.outcome !== 'failed') continue
    await openIncident(tx, note, {
      team,
      id: newId(),
      at: at.toISOString(),
      dataset,
      version,
      entity: result.entity,
      rule: result.id,
      severity: result.severity,
      title: `${result.id} does not hold in ${result.entity}`,
      details: { type: result.type, considered: result.considered, failed: result.failed },
    })
  }
}
