import type { TeamTransaction } from '../../../store/store.ts'
import type { TeamNote } from '../../change.ts'
import { causeOf } from './open-incident.ts'
import { resolveIncidents } from './resolve-incidents.ts'

/** Incidents of rules that the newest rules of a dataset do not have any more. */
export async function resolveGone(
  tx: TeamTransaction,
  note: TeamNote,
  {
    team,
    dataset,
    rules,
    at,
  }: { readonly team: string; readonly dataset: string; readonly rules: ReadonlySet<string>; readonly at: string },
): Promise<void> {
  const kept = new Set([null, ...rules].map((rule) => causeOf({ dataset, rule })))
  await resolveIncidents(tx, note, { team, dataset, at, by: 'system' }, (cause) => !kept.has(cause))
}
