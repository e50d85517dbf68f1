import { type SqlToken, sqlTokens } from '../../catalog/sql-tokens.ts'

const whiteSpace = /^[ \t\n\r\f\v]*$/
const lineComment = /--[^\n\r]*/g
const escapeString = /^[eE]'(?:[^'\\]|''|\\[\s\S])*'$/
const plainString = /^[bBxXnN]?'(?:[^']|'')*'$/

/**
 * The tokens of a statement for Postgres, where it is certain that the server reads the text in the same way; else a
 * reason. What another setting, another encoding or another rule could read differently is not certain.
 */
export function readableTokens(text: string): readonly SqlToken[] | string {
  if (text.includes('\0')) return 'it holds the character NUL'
  const tokens = sqlTokens(text, 'subscript')
  let from = 0
  for (const [at, token] of tokens.entries()) {
    const reason = unclearSpace(text.slice(from, token.start)) ?? unclear(token, tokens[at + 1], tokens[at + 2])
    if (reason !== undefined) return reason
    from = token.end
  }
  return unclearSpace(text.slice(from)) ?? tokens
}

function unclearSpace(space: string): string | undefined {
  if (space.includes('/*')) return 'it holds a comment of the kind /* … */'
  return whiteSpace.test(space.replace(lineComment, '')) ? undefined : 'it holds a space that is none for the server'
}

function unclear(token: SqlToken, next: SqlToken | undefined, afterNext: SqlToken | undefined): string | undefined {
  switch (token.kind) {
    case 'string':
      if (/^e/i.test(token.text)) return escapeString.test(token.text) ? undefined : 'a string has no end'
      if (!plainString.test(token.text)) return 'a string has no end'
      return hasEscapedQuote(token.text) ? 'a string holds a backslash before a quote' : undefined
    case 'quoted':
      return token.text.startsWith('"') ? undefined : 'a name stands in quotes that Postgres does not have'
    case 'word':
      if (token.text.startsWith('$') && !/^\$\d+$/.test(token.text)) return 'a string is quoted with dollars'
      return /^u$/i.test(token.text) &&
        isAdjacent(token, next, '&') &&
        next?.end === afterNext?.start &&
        isQuoted(afterNext)
        ? 'it holds U& with escapes of its own'
        : undefined
    case 'symbol':
      if (token.text === "'" || token.text === '"') return 'a quote has no end'
      return /^[\x21-\x7e]+$/.test(token.text) && token.text !== '`'
        ? undefined
        : 'it holds a character that is no part of SQL'
    case 'number':
      return undefined
  }
}

function isAdjacent(token: SqlToken, next: SqlToken | undefined, text: string): boolean {
  return next?.text === text && next.start === token.end
}

function isQuoted(token: SqlToken | undefined): boolean {
  return token?.kind === 'string' || token?.kind === 'quoted'
}

/** Where backslashes escape, which a setting decides, the string would go on behind that quote. */
function hasEscapedQuote(text: string): boolean {
  for (const [backslashes] of text.matchAll(/\\+(?=')/g)) if (backslashes.length % 2 === 1) return true
  return false
}
