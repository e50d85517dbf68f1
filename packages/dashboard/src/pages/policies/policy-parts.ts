import { type Parts, partIn, partsOf, textIn } from '../../format/parts.ts'

/** What is done to a column: "keep", or the name of a transform with what it is told. */
export interface DecidedColumn {
  readonly table: string
  readonly column: string
  readonly decision: string
  readonly isMasked: boolean
}

export interface UndecidedColumn {
  /** As the policy names it: table.column, or largeObjects. */
  readonly id: string
  readonly why: string
  /** As the policy would say them, and in words. */
  readonly suggestions: readonly { readonly decision: unknown; readonly words: string }[]
}

export function decidedColumns(policy: Parts): DecidedColumn[] {
  return Object.entries(partIn(policy, 'tables')).flatMap(([table, value]) =>
    Object.entries(partIn(partsOf(value), 'columns')).map(([column, decision]) => ({
      table,
      column,
      decision: decisionWords(decision),
      isMasked: decision !== 'keep',
    })),
  )
}

export function undecidedColumns(policy: Parts): UndecidedColumn[] {
  return Object.entries(partIn(policy, 'undecided')).map(([id, value]) => {
    const { suggestions } = partsOf(value)
    const list: unknown[] = Array.isArray(suggestions) ? suggestions : []
    return {
      id,
      why: textIn(partsOf(value), 'why'),
      suggestions: list.map((decision) => ({ decision, words: decisionWords(decision) })),
    }
  })
}

export function decisionWords(decision: unknown): string {
  if (decision === 'keep') return 'Keep as it is'
  if (decision === 'empty') return 'Leave empty'
  const rule = partsOf(decision)
  if ('keep' in rule) return 'Keep, by a waiver'
  const options = Object.entries(partIn(rule, 'options')).map(([name, value]) => `${name} ${JSON.stringify(value)}`)
  const more = [...options, ...('when' in rule ? [`when ${textIn(rule, 'when')}`] : [])]
  return more.length === 0 ? textIn(rule, 'transform') : `${textIn(rule, 'transform')} (${more.join(', ')})`
}

/** The policy with what was chosen of each undecided column: the number of a suggestion, or to keep it. */
export function decide(policy: Parts, chosen: ReadonlyMap<string, unknown>): Record<string, unknown> {
  const undecided = { ...partIn(policy, 'undecided') }
  const tables: Record<string, unknown> = { ...partIn(policy, 'tables') }
  let largeObjects = policy.largeObjects
  for (const [id, decision] of chosen) {
    if (!(id in undecided)) continue
    delete undecided[id]
    if (id === 'largeObjects') {
      largeObjects = decision
      continue
    }
    const [table, column] = placeOf(id, Object.keys(tables))
    const before = partsOf(tables[table])
    tables[table] = { ...before, columns: { ...partIn(before, 'columns'), [column]: decision } }
  }
  return { ...policy, undecided, tables, ...(largeObjects === undefined ? {} : { largeObjects }) }
}

/** Names may hold points: the longest table that it begins with is the one. */
function placeOf(id: string, tables: readonly string[]): readonly [string, string] {
  const [table] = tables.filter((name) => id.startsWith(`${name}.`)).toSorted((a, b) => b.length - a.length)
  const at = table?.length ?? id.lastIndexOf('.')
  return [id.slice(0, at), id.slice(at + 1)]
}
