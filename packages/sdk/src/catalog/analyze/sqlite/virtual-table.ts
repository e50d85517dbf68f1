import { closingParenthesis } from '../../sql-tokens.ts'
import { normalForm } from './normal-form.ts'
import { isSymbol, sqliteTokens, wordOf } from './tokens.ts'

/** The module of a virtual table, and the option `arguments` where it was given any: what they mean only the module knows. */
export function virtualTable(sql: string): { accessMethod: string | null; options: Record<string, string> } {
  const tokens = sqliteTokens(sql)
  const using = tokens.findIndex((token, at) => at > 3 && wordOf(token) === 'USING')
  const open = using + 2
  const given = isSymbol(tokens[open], '(') ? normalForm(tokens.slice(open + 1, closingParenthesis(tokens, open))) : ''
  return { accessMethod: tokens[using + 1]?.value ?? null, options: given === '' ? {} : { arguments: given } }
}
