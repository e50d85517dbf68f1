import type { Index } from '../../../definition.ts'
import { sqlTokens } from '../../../sql-tokens.ts'
import { quoteTable } from '../quote.ts'

/** The statements, where two definitions differ in nothing but storage parameters. */
export function indexOptionChanges(from: Index, to: Index): string[] | null {
  const name = quoteTable({ schema: to.schema, name: to.name })
  const [before, after] = [splitOptions(from.definition ?? ''), splitOptions(to.definition ?? '')]
  if (before.rest !== after.rest) return null
  const set = [...after.options].filter(([option, value]) => before.options.get(option) !== value)
  const reset = [...before.options.keys()].filter((option) => !after.options.has(option))
  return [
    ...(set.length > 0
      ? [`ALTER INDEX ${name} SET (${set.map(([option, value]) => `${option} = ${value}`).join(', ')})`]
      : []),
    ...(reset.length > 0 ? [`ALTER INDEX ${name} RESET (${reset.join(', ')})`] : []),
  ]
}

/** The engine writes `WITH (fillfactor='70')` between the columns and the predicate. */
function splitOptions(definition: string): { rest: string; options: Map<string, string> } {
  const tokens = sqlTokens(definition, 'subscript')
  let depth = 0
  for (const [at, { text, kind, start }] of tokens.entries()) {
    if (text === '(') depth++
    if (text === ')') depth--
    if (depth !== 0 || kind !== 'word' || text.toUpperCase() !== 'WITH') continue
    const end = tokens.slice(at).find((token) => token.text === ')')
    if (end === undefined) break
    const list = definition.slice(tokens[at + 1]?.end ?? start, end.start)
    const pairs = list.split(/,\s*(?=[\w"]+\s*=)/).map((pair): [string, string] => {
      const equals = pair.indexOf('=')
      return [pair.slice(0, equals).trim(), pair.slice(equals + 1).trim()]
    })
    return { rest: definition.slice(0, start) + definition.slice(end.end).trimStart(), options: new Map(pairs) }
  }
  return { rest: definition, options: new Map() }
}
