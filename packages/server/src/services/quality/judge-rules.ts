import {
  allRules,
  findConflicts,
  parseQualityRules,
  type QualityRules,
  type RuleConflicts,
  ruleGroups,
} from '@understudy/sdk/quality'
import { RequestError } from '../../errors/request-error.ts'

/** A request waits for this, and the others with it. */
const most = { rules: 2000, characters: 1_000_000 }
/** Conflicts are looked for between all rules, and within their expressions. */
const mostCompared = { rules: 200, characters: 100_000 }

/** Rules as a request gives them. Conflicts are null where there is too much to look for some. */
export function judgeRules(given: Readonly<Record<string, unknown>>): {
  readonly rules: QualityRules
  readonly conflicts: RuleConflicts | null
} {
  const lists = ruleGroups.map((group) => given[group])
  const count = lists.reduce<number>((sum, list) => sum + (Array.isArray(list) ? list.length : 0), 0)
  const { length } = JSON.stringify(given)
  if (count > most.rules || length > most.characters) {
    throw new RequestError('LIMIT_EXCEEDED', {
      message: `a dataset has at most ${most.rules} rules, of a million characters together`,
      details: { limit: 'rules', most, asked: { rules: count, characters: length } },
    })
  }
  const rules = parseQualityRules(given)
  const list = allRules(rules)
  const unseen = list.flatMap(({ id, entity }) => [id, entity]).find((name) => /\p{Cc}/u.test(name))
  if (unseen !== undefined) {
    throw new RequestError('REQUEST_INVALID', {
      message: 'the id or the entity of a rule holds a control character',
      details: { problems: [{ path: 'rules', message: `${JSON.stringify(unseen)} holds what cannot be seen` }] },
    })
  }
  const few = count <= mostCompared.rules && length <= mostCompared.characters
  return { rules, conflicts: few ? findConflicts(list) : null }
}
