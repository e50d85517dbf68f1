import type { UnderstudyError } from '../../errors.ts'
import type { ColumnDecision, MaskingPolicy, Undecided } from '../policy.ts'
import { columnIdentity, largeObjectsQuestion } from './identity.ts'
import { policyError } from './policy-problem.ts'
import { tableText } from './policy-text.ts'
import { ownOf, type Place } from './schema-index.ts'
import { refersToKept, type SuggestionSetting, suggesting } from './suggestions.ts'

/**
 * What is said of columns that nobody has decided about, and of large objects where they are asked about: the lines to add, as they stand in the file, with a decision
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
    const asked = (found?.suggestions ?? []).filter(isOfColumn)
    const suggestions = [...suggested, ...asked, ...fitting.map(({ rule }) => rule)]
    for (const { name, version } of fitting.find(({ rule }) => rule === suggestions[0])?.uses ?? [])
      pins.set(name, version)
    const lines = byTable.get(table.name) ?? []
    byTable.set(table.name, [...lines, [column.name, suggestions[0] ?? 'keep']])
    const message = `(${column.databaseType}) has no decision${found ? `: ${found.why}` : ''}`
    return { path: id, message, suggestions: suggestions.length > 0 ? suggestions : ['keep' as const] }
  })
  const objects = policy.largeObjects === undefined ? ownOf(policy.undecided, largeObjectsQuestion) : undefined
  const open = new Set([...undecided.map(({ id }) => id), ...(objects ? [largeObjectsQuestion] : [])])
  const gone = Object.keys(policy.undecided).filter((id) => !open.has(id))
  const decidedTwice = gone.map((id) => ({
    path: `undecided[${JSON.stringify(id)}]`,
    message: 'stands there still: remove it once it is decided about, or gone',
  }))
  const ofObjects = objects
    ? [{ path: largeObjectsQuestion, message: `have no decision: ${objects.why}`, suggestions: objects.suggestions }]
    : []
  const blocks = [...byTable].map(
    ([table, columns]) => `${JSON.stringify(table)}: ${tableText({ columns: Object.fromEntries(columns) })}`,
  )
  const versions = [...pins]
    .filter(([name]) => ownOf(policy.transforms, name) === undefined)
    .map(([name, version]) => `${JSON.stringify(name)}: ${version}`)
    .sort()
  const lines = [
    ...(objects
      ? [`Beside "tables":\n    "${largeObjectsQuestion}": ${JSON.stringify(objects.suggestions[0] ?? 'empty')}`]
      : []),
    ...(blocks.length > 0 ? [`Under "tables":\n    ${blocks.join(',\n    ')}`] : []),
    ...(versions.length > 0 ? [`Under "transforms":\n    ${versions.join(',\n    ')}`] : []),
  ].join('\n')
  return policyError(
    'POLICY_INCOMPLETE',
    'hold the policy against the schema',
    `${objects && problems.length === 0 ? 'Large objects' : 'Columns'} have no decision, and nothing is read before they do`,
    [...problems, ...ofObjects, ...decidedTwice],
    {
      hint: ['Add these lines to the policy, each with the decision that you mean.', lines].filter(Boolean).join('\n'),
      details: { lines },
    },
  )
}

function isOfColumn(decision: Undecided['suggestions'][number]): decision is ColumnDecision {
  return decision === 'keep' || (decision !== 'empty' && 'transform' in decision)
}
