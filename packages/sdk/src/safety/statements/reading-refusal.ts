import { closingParenthesis, type SqlToken } from '../../catalog/sql-tokens.ts'
import type { CallRules } from './call-rules.ts'
import { readableTokens } from './readable-tokens.ts'

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

/** The query that a statement consists of or wraps; undefined where it is no reading one. */
function queryOf(tokens: readonly SqlToken[]): readonly SqlToken[] | 'nothing to look at' | undefined {
  const [keyword] = words(tokens, 0, 1)
  switch (keyword) {
    case 'select':
    case 'with':
    case 'values':
    case 'table':
      return tokens
    case 'show':
      return tokens.every((token) => isName(token) || isSymbol(token, '.')) ? 'nothing to look at' : undefined
    case 'explain':
      return explained(tokens)
    case 'copy':
      return copied(tokens)
    case 'declare':
      return declared(tokens)
    case 'fetch':
    case 'close':
      return tokens.every((token) => isName(token) || token.kind === 'number') ? 'nothing to look at' : undefined
    case 'lock':
      return locked(tokens)
    default:
      return isSymbol(tokens[0], '(') ? bracketed(tokens) : undefined
  }
}

function bracketed(tokens: readonly SqlToken[]): readonly SqlToken[] | undefined {
  const at = tokens.findIndex((token) => !isSymbol(token, '('))
  return isQueryStart(tokens, at) ? tokens : undefined
}

function isQueryStart(tokens: readonly SqlToken[], at: number): boolean {
  const inner = tokens.slice(at).find((token) => !isSymbol(token, '('))
  return inner?.kind === 'word' && ['select', 'with', 'values', 'table'].includes(lower(inner.text))
}

function explained(tokens: readonly SqlToken[]): readonly SqlToken[] | undefined {
  let at = 1
  if (isSymbol(tokens[at], '(') && !isQueryStart(tokens, at)) at = closingParenthesis(tokens, at) + 1
  while (tokens[at]?.kind === 'word' && ['analyze', 'analyse', 'verbose'].includes(lower(tokens[at]?.text ?? ''))) at++
  return isQueryStart(tokens, at) ? tokens.slice(at) : undefined
}

/** COPY (query) TO STDOUT, or of a table; never of a program or file, whose name would stand where STDOUT does. */
function copied(tokens: readonly SqlToken[]): readonly SqlToken[] | undefined {
  const end = isSymbol(tokens[1], '(') ? closingParenthesis(tokens, 1) : afterTable(tokens)
  if (isSymbol(tokens[1], '(') && !isQueryStart(tokens, 2)) return undefined
  const [to, stdout] = words(tokens, end + 1, end + 3)
  if (to !== 'to' || stdout !== 'stdout' || !isListOfOptions(tokens.slice(end + 3))) return undefined
  return tokens.slice(1, end + 1)
}

/** Nothing, or all of it in one pair of parentheses. */
function isListOfOptions(tokens: readonly SqlToken[]): boolean {
  const [first] = tokens
  const list = first?.kind === 'word' && lower(first.text) === 'with' ? tokens.slice(1) : tokens
  return list.length === 0 || (isSymbol(list[0], '(') && closingParenthesis(list, 0) === list.length - 1)
}

function afterTable(tokens: readonly SqlToken[]): number {
  let at = 1
  while (isName(tokens[at]) && isSymbol(tokens[at + 1], '.')) at += 2
  return isSymbol(tokens[at + 1], '(') ? closingParenthesis(tokens, at + 1) : at
}

function declared(tokens: readonly SqlToken[]): readonly SqlToken[] | undefined {
  const start = tokens.findIndex((token) => token.kind === 'word' && lower(token.text) === 'for')
  const between = words(tokens, 2, start)
  if (start < 0 || !isName(tokens[1]) || !['cursor', 'no scroll cursor'].includes(between.join(' '))) return undefined
  return isQueryStart(tokens, start + 1) ? tokens.slice(start + 1) : undefined
}

function locked(tokens: readonly SqlToken[]): 'nothing to look at' | undefined {
  const all = words(tokens, 0, tokens.length)
  const end = all.at(-1) === 'nowait' ? -1 : all.length
  return all.slice(0, end).slice(-4).join(' ') === 'in access share mode' &&
    all.filter((word) => word === 'in').length === 1
    ? 'nothing to look at'
    : undefined
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

function isName(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted'
}

function isSymbol(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === 'symbol' && token.text === text
}

/** As the server folds a name that is not quoted: ASCII alone. */
function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

function nameOf(token: SqlToken | undefined): string {
  if (token === undefined) return ''
  return token.kind === 'word' ? lower(token.text) : token.value
}

/** The bare words among tokens, as they are meant; what is none is ''. */
function words(tokens: readonly SqlToken[], from: number, to: number): string[] {
  return tokens.slice(from, to).map((token) => (token.kind === 'word' ? lower(token.text) : ''))
}
