import { closingParenthesis } from '../../sql-tokens.ts'
import { isSymbol, sqliteTokens, wordOf } from './tokens.ts'

/**
 * The module of a virtual table, and the option `arguments` where it was given any. Those are as they are written: what
 * they mean, white space included, only the module knows.
 */
export function virtualTable(sql: string): { accessMethod: string | null; options: Record<string, string> } {
  const tokens = sqliteTokens(sql)
  const using = tokens.findIndex((token, at) => at > 3 && wordOf(token) === 'USING')
  const open = using + 2
  const close = closingParenthesis(tokens, open)
  const given = isSymbol(tokens[open], '(') ? sql.slice(tokens[open]?.end, tokens[close]?.start).trim() : ''
  return { accessMethod: tokens[using + 1]?.value ?? null, options: given === '' ? {} : { arguments: given } }
}
