import type { UnderstudyError } from '../../errors.ts'
import type { ColumnDecision, MaskingPolicy } from '../policy.ts'
import { columnIdentity } from './identity.ts'
import { policyError } from './policy-problem.ts'
import { tableText } from './policy-text.ts'
import { ownOf, type Place } from './schema-index.ts'
import { refersToKept, type SuggestionSetting, suggesting } from './suggestions.ts'

/**
 * What is said of columns that nobody has decided about: the lines to add, as they stand in the file, with a decision
 * that lets nothing through wherever there is one.
 */
export function incomplete(
  undecided: readonly Place[],
  policy: MaskingPolicy,
  places: ReadonlyMap<string, Place>,
  setting: SuggestionSetting,
): UnderstudyError {
  const isKept = (table: string, column: string) => places.get(columnIdentity(table, column))?.decision === 'keep'
  const suggest = suggesting(setting)
  const pins = new Map<string, number>()
  const byTable = new Map<string, [string, ColumnDecision][]>()
  const problems = undecided.map((place) => {
    const { id, table, column } = place
    const found = ownOf(policy.undecided, id)
    const suggested = refersToKept(table, column.name, isKept) ? ['keep' as const] : []
    const fitting = suggest(place)
    const suggestions = [...suggested, ...(found?.suggestions ?? []), ...fitting.map(({ rule }) => rule)]
    for (const { name, version } of fitting.find(({ rule }) => rule === suggestions[0])?.uses ?? [])
      pins.set(name, version)
    const lines = byTable.get(table.name) ?? []
    byTable.set(table.name, [...lines, [column.name, suggestions[0] ?? 'keep']])
    const message = `(${column.databaseType}) has no decision${found ? `: ${found.why}` : ''}`
    return { path: id, message, suggestions: suggestions.length > 0 ? suggestions : ['keep' as const] }
  })
  const gone = Object.keys(policy.undecided).filter((id) => !undecided.some((place) => place.id === id))
  const decidedTwice = gone.map((id) => ({
    path: `undecided[${JSON.stringify(id)}]`,
    message: 'stands there still: remove it once the column is decided about, or gone',
  }))
  const blocks = [...byTable].map(
    ([table, columns]) => `${JSON.stringify(table)}: ${tableText({ columns: Object.fromEntries(columns) })}`,
  )
  const versions = [...pins]
    .filter(([name]) => ownOf(policy.transforms, name) === undefined)
    .map(([name, version]) => `${JSON.stringify(name)}: ${version}`)
    .sort()
  const lines = [
    ...(blocks.length > 0 ? [`Under "tables":\n    ${blocks.join(',\n    ')}`] : []),
    ...(versions.length > 0 ? [`Under "transforms":\n    ${versions.join(',\n    ')}`] : []),
  ].join('\n')
  return policyError(
    'POLICY_INCOMPLETE',
    'hold the policy against the schema',
    'Columns have no decision, and nothing is read before they do',
    [...problems, ...decidedTwice],
    {
      hint: ['Add these lines to the policy, each with the decision that you mean.', lines].filter(Boolean).join('\n'),
      details: { lines },
    },
  )
}
