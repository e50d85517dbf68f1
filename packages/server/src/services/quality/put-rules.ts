import { allRules, type RuleConflicts, rulesHash } from '@understudy/sdk/quality'
import { nameOf } from '../../auth/actor.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { datasetKey } from '../datasets/chunks/dataset-key.ts'
import { findDataset } from '../datasets/dataset.ts'
import { requireMatch } from '../require-match.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Gate } from './gate.ts'
import { resolveGone } from './incidents/resolve-gone.ts'
import { judgeRules } from './judge-rules.ts'
import { findRules, type RulesVersion, rulesPlace, rulesRead, rulesVersionOf, type Samples } from './rules-version.ts'

export interface RulesPut {
  readonly team: string
  readonly dataset: string
  /** As files hold them. */
  readonly rules: Readonly<Record<string, unknown>>
  readonly gate: Gate | null
  readonly samples: Samples
}

/** The next version of a dataset's rules. Conflicts between them are told and do not hinder: no row will please them. */
export async function putRules(
  services: Services,
  call: Call,
  { team: named, dataset: datasetNamed, rules: given, gate, samples }: RulesPut,
): Promise<{ readonly version: RulesVersion; readonly conflicts: RuleConflicts | null }> {
  const { id: team } = await teamFor(services, call, 'quality.write', named)
  const { rules, conflicts } = judgeRules(given)
  const list = allRules(rules)
  const { id: dataset } = await services.store.readTeam(team, (db) => findDataset(db, team, datasetNamed))
  const key = await datasetKey(services, team, dataset)
  // Keyed: of few rules a plain hash would tell what they are to whoever guesses.
  const hash = key.nameOf(Buffer.from(rulesHash(list)))
  const version = await change(services, call, team, async (tx, note) => {
    await findDataset(tx, team, dataset)
    const newest = await findRules(tx, { team, dataset })
    requireMatch(call, newest ? rulesRead(key, newest) : {})
    const number = Number(newest?.version ?? 0) + 1
    const row = {
      team_id: team,
      dataset_id: dataset,
      version: number,
      hash,
      rules: list.length,
      gate: gate === null ? null : JSON.stringify(gate),
      samples: JSON.stringify(samples),
      created_at: services.now().toISOString(),
      created_by: nameOf(call.actor),
    }
    const rules_sealed = key.seal(rulesPlace(number), Buffer.from(JSON.stringify(rules)))
    await tx
      .insertInto('quality_rules')
      .values({ ...row, rules_sealed })
      .execute()
    const subject = `dataset:${dataset}`
    const data = { version: number, rules: list.length, hash, gate: gate !== null }
    note.audit({ action: 'quality.change', subject, details: data, after: gate })
    note.event({ type: 'quality.changed', subject, data })
    await resolveGone(tx, note, { team, dataset, rules: new Set(list.map(({ id }) => id)), at: row.created_at })
    return rulesVersionOf(row)
  })
  return { version, conflicts }
}
