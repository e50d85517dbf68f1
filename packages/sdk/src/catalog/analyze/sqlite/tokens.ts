import { type SqlToken, sqlTokens } from '../../sql-tokens.ts'

const operators = new Set(['->', '->>', '<<', '>>'])

/**
 * The tokens of a statement that SQLite has accepted, as SQLite itself cuts them: 0x1F, 1_000, ->> and names of any
 * characters are one token each.
 */
export function sqliteTokens(sql: string): SqlToken[] {
  const tokens: SqlToken[] = []
  for (const token of sqlTokens(sql, 'quote')) {
    const last = tokens.at(-1)
    if (last && last.end === token.start && isOne(last, token)) tokens[tokens.length - 1] = joined(last, token)
    else tokens.push(nameLike(token) ? { ...token, kind: 'word' } : token)
  }
  return tokens
}

function isOne(first: SqlToken, second: SqlToken): boolean {
  if (operators.has(first.text + second.text)) return true
  const wordy = (token: SqlToken) => token.kind === 'word' || token.kind === 'number' || nameLike(token)
  if (first.kind === 'number' && second.text.startsWith('.')) return false
  return wordy(first) && wordy(second)
}

/** Every character beyond ASCII may stand in a name without quotes. */
function nameLike({ kind, text }: SqlToken): boolean {
  return kind === 'symbol' && (text.codePointAt(0) ?? 0) > 127
}

function joined(first: SqlToken, second: SqlToken): SqlToken {
  const text = first.text + second.text
  const kind = operators.has(text) ? 'symbol' : first.kind === 'number' ? 'number' : 'word'
  return { kind, text, value: text, start: first.start, end: second.end }
}

export function isSymbol(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === 'symbol' && token.text === text
}

/** A word in upper case, as keywords are compared; undefined for everything else. */
export function wordOf(token: SqlToken | undefined): string | undefined {
  return token?.kind === 'word' ? token.text.toUpperCase() : undefined
}
