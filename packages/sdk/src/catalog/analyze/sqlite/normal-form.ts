import type { SqlToken } from '../../sql-tokens.ts'
import { reservedWords, usualWords } from './keywords.ts'
import { isSymbol, sqliteTokens } from './tokens.ts'

/**
 * One text for all that differ in white space, comments and the case of keywords alone. It means what the other meant:
 * names, strings and numbers stay as they are written.
 */
export function normalForm(sql: string | readonly SqlToken[]): string {
  const tokens = typeof sql === 'string' ? sqliteTokens(sql) : sql
  let text = ''
  for (const [at, token] of tokens.entries()) {
    const keyword = isKeyword(tokens, at)
    if (at > 0 && isSpaced(tokens, at)) text += ' '
    text += keyword ? token.text.toUpperCase() : token.text
  }
  return text
}

function isKeyword(tokens: readonly SqlToken[], at: number): boolean {
  const token = tokens[at]
  if (token?.kind !== 'word') return false
  const word = token.text.toUpperCase()
  if (reservedWords.has(word)) return true
  const before = tokens[at - 1]
  return usualWords.has(word) && !isSymbol(before, '.') && !(before?.kind === 'word' && /^as$/i.test(before.text))
}

function isSpaced(tokens: readonly SqlToken[], at: number): boolean {
  const [before, token] = [tokens[at - 1], tokens[at]]
  if (before?.kind === 'symbol' && (before.text === '(' || before.text === '.')) return false
  if (token?.kind === 'symbol' && [')', ',', ';', '.'].includes(token.text)) return false
  if (isSymbol(token, '(')) return before?.kind === 'symbol' || before?.kind === 'string' || isKeyword(tokens, at - 1)
  return !isSign(tokens, at - 1)
}

/** A plus, a minus or a tilde that belongs to what follows it. */
function isSign(tokens: readonly SqlToken[], at: number): boolean {
  const token = tokens[at]
  if (token?.kind !== 'symbol' || !['-', '+', '~'].includes(token.text)) return false
  const [before, after] = [tokens[at - 1], tokens[at + 1]]
  // Two minus signs side by side begin a comment.
  if (after?.kind === 'symbol' && after.text === token.text) return false
  if (before === undefined) return true
  return before.kind === 'symbol'
    ? before.text !== ')'
    : isKeyword(tokens, at - 1) && !/^(null|end|true|false)$/i.test(before.text)
}
