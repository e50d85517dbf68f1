import type { SqlToken } from '../../catalog/sql-tokens.ts'
import type { CallRules } from './call-rules.ts'
import { queryOf } from './query-of.ts'
import { readableTokens } from './readable-tokens.ts'
import { isName, isSymbol, lower, nameOf, words } from './token-meaning.ts'

export interface RefusalOptions {
  /** Whether functions of the database itself are found by their bare name; a search path may keep them out. */
  readonly ownInPath: boolean
}

/**
 * Why a statement for Postgres is not sent to a source; undefined where all that it can do, as far as a text can tell, is
 * read. It goes by what is allowed, not by what is known to be bad.
 */
export function readingRefusal(text: string, rules: CallRules, options: RefusalOptions): string | undefined {
  return refusal(text, rules, options, new Set())
}

function refusal(text: string, rules: CallRules, options: RefusalOptions, reading: Set<string>): string | undefined {
  const read = readableTokens(text)
  if (typeof read === 'string') return `it cannot be read with certainty: ${read}`
  const tokens = withoutEnd(read)
  if (tokens.some((token) => isSymbol(token, ';'))) return 'it is more than one statement'
  const first = tokens.find((token) => !isSymbol(token, '('))
  const query = queryOf(tokens)
  if (query === undefined)
    return first?.kind === 'word'
      ? `${lower(first.text).toUpperCase()} in this form is not reading`
      : 'it is no statement'
  return query === 'nothing to look at' ? undefined : refusalOfQuery(query, rules, options, reading)
}

const writing = new Set(['insert', 'update', 'delete', 'merge', 'into'])

function refusalOfQuery(
  tokens: readonly SqlToken[],
  rules: CallRules,
  options: RefusalOptions,
  reading: Set<string>,
): string | undefined {
  for (const [at, token] of tokens.entries()) {
    const reason =
      refusalOfKeyword(tokens, at) ??
      refusalOfCall(tokens, at, rules, options) ??
      refusalOfOperator(tokens, at, rules) ??
      refusalOfView(token, rules, options, reading)
    if (reason !== undefined) return reason
  }
  return undefined
}

function refusalOfKeyword(tokens: readonly SqlToken[], at: number): string | undefined {
  const token = tokens[at]
  if (token?.kind !== 'word') return undefined
  const word = lower(token.text)
  if (writing.has(word)) return `it says ${word.toUpperCase()}; a column of that name stands in double quotes`
  const [next = ''] = words(tokens, at + 1, at + 2)
  if (word === 'for' && ['no', 'share', 'key'].includes(next)) return 'it locks rows'
  return undefined
}

function refusalOfCall(
  tokens: readonly SqlToken[],
  at: number,
  rules: CallRules,
  { ownInPath }: RefusalOptions,
): string | undefined {
  const token = tokens[at]
  if (!isName(token)) return undefined
  const name = nameOf(token)
  const qualified = isSymbol(tokens[at - 1], '.')
  if (!isSymbol(tokens[at + 1], '('))
    return qualified && rules.ownOfRows.has(name) ? `it calls ${name}, a function of this database` : undefined
  const schema = qualified && isName(tokens[at - 2]) ? nameOf(tokens[at - 2]) : undefined
  if (schema === undefined || schema === 'pg_catalog') {
    if (rules.refusedBuiltIns.has(name)) return `it calls ${name}, which may do more than answer`
    if (schema === 'pg_catalog' || !ownInPath) return undefined
  }
  return rules.ownFunctions.has(name) ? `it calls ${name}, a function of this database` : undefined
}

function refusalOfOperator(tokens: readonly SqlToken[], at: number, { ownOperators }: CallRules): string | undefined {
  const token = tokens[at]
  if (ownOperators.size === 0 || token?.kind !== 'symbol' || isOperatorPart(tokens[at - 1], token)) return undefined
  let text = token.text
  for (let next = at + 1; isOperatorPart(tokens[next - 1], tokens[next]); next++) text += tokens[next]?.text
  return ownOperators.has(text) ? `it uses ${text}, an operator of this database` : undefined
}

const operator = /^[+\-*/<>=~!@#%^&|?]+$/

function isOperatorPart(before: SqlToken | undefined, token: SqlToken | undefined): boolean {
  if (before === undefined || token === undefined) return false
  return before.end === token.start && operator.test(before.text) && operator.test(token.text)
}

function refusalOfView(
  token: SqlToken,
  rules: CallRules,
  options: RefusalOptions,
  reading: Set<string>,
): string | undefined {
  if (!isName(token)) return undefined
  const name = nameOf(token)
  const texts = rules.views.get(name)
  if (texts === undefined || reading.has(name)) return undefined
  reading.add(name)
  for (const text of texts) {
    // The text of a view names what it calls as its own search path wrote it.
    const reason = refusal(text, rules, { ...options, ownInPath: true }, reading)
    if (reason !== undefined) {
      reading.delete(name)
      return `it reads the view ${name}, and ${reason}`
    }
  }
  return undefined
}

function withoutEnd(tokens: readonly SqlToken[]): readonly SqlToken[] {
  let end = tokens.length
  while (end > 0 && isSymbol(tokens[end - 1], ';')) end--
  return tokens.slice(0, end)
}
