import { closingParenthesis, type SqlToken } from '../../catalog/sql-tokens.ts'
import { isName, isSymbol, lower, words } from './token-meaning.ts'

/** The query that a statement consists of or wraps; undefined where it is no reading one. */
export function queryOf(tokens: readonly SqlToken[]): readonly SqlToken[] | 'nothing to look at' | undefined {
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
