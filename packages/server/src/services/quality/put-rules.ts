import { allRules, findConflicts, parseQualityRules, type RuleConflicts, rulesHash } from '@understudy/sdk/quality'
import { nameOf } from '../../auth/actor.ts'
import { RequestError } from '../../errors/request-error.ts'
import type { Call, Services } from '../call.ts'
import { change } from '../change.ts'
import { datasetKey } from '../datasets/chunks/dataset-key.ts'
import { findDataset } from '../datasets/dataset.ts'
import { requireMatch } from '../require-match.ts'
import { teamFor } from '../teams/team-for.ts'
import type { Gate } from './gate.ts'
import { resolveGone } from './incidents/resolve-gone.ts'
import { findRules, type RulesVersion, rulesPlace, rulesRead, rulesVersionOf, type Samples } from './rules-version.ts'

/** Conflicts are looked for at once, between all rules, which takes its time where there are many. */
const most = { rules: 2000, compared: 200 }

export interface RulesPut {
  readonly team: string
  readonly dataset: string
  /** As files hold them. */
  readonly rules: unknown
  readonly gate: Gate | null
  readonly samples: Samples
}

/**
 * The next version of a dataset's rules. Conflicts between them are told and do not hinder: no row will please them. Null
 * where there are too many rules to look for some.
 */
export async function putRules(
  services: Services,
  call: Call,
  { team: named, dataset: datasetNamed, rules: given, gate, samples }: RulesPut,
): Promise<{ readonly version: RulesVersion; readonly conflicts: RuleConflicts | null }> {
  const { id: team } = await teamFor(services, call, 'quality.write', named)
  const rules = parseQualityRules(given)
  const list = allRules(rules)
  if (list.length > most.rules) {
    throw new RequestError('LIMIT_EXCEEDED', {
      message: `a dataset has at most ${most.rules} rules`,
      details: { limit: 'rules', most: most.rules, asked: list.length },
    })
  }
  const conflicts = list.length > most.compared ? null : findConflicts(list)
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
