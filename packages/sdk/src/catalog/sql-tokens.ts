import { type PieceKind, SqlPieces } from './sql-pieces.ts'

/** A piece of SQL text. `text` is as written; `value` is what a name or a string means, without its quotes. */
export interface SqlToken {
  readonly kind: Exclude<PieceKind, 'space'>
  readonly text: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/**
 * The tokens of a statement or expression that an engine has itself accepted, comments and white space left out.
 * Brackets quote a name in SQLite and subscript in Postgres: `brackets` says which.
 */
export function sqlTokens(sql: string, brackets: 'quote' | 'subscript'): SqlToken[] {
  const tokens: SqlToken[] = []
  const pieces = new SqlPieces(sql)
  for (let from = 0; from < sql.length; ) {
    let end = pieces.next(from)
    let { kind } = pieces
    if (kind === 'quoted' && brackets === 'subscript' && sql[from] === '[') [kind, end] = ['symbol', from + 1]
    if (kind === 'string' && (sql[from] === 'e' || sql[from] === 'E')) end = from + escapeString(sql, from).length
    if (kind !== 'space') {
      const text = sql.slice(from, end)
      tokens.push({ kind, text, value: meaning(kind, text), start: from, end })
    }
    from = end
  }
  return tokens
}

/** In E'…' a backslash takes the next character with it, a quote too. */
function escapeString(sql: string, from: number): string {
  return /[eE]'(?:[^'\\]|''|\\[\s\S])*'/y.exec(sql.slice(from))?.[0] ?? sql.slice(from)
}

const escapes: Readonly<Record<string, string>> = { b: '\b', f: '\f', n: '\n', r: '\r', t: '\t' }

function meaning(kind: SqlToken['kind'], text: string): string {
  if (kind === 'quoted') {
    const quote = text.slice(-1)
    const inner = text.slice(1, -1)
    return quote === ']' ? inner : inner.replaceAll(quote + quote, quote)
  }
  if (kind !== 'string') return text
  const quoted = text.slice(text.indexOf("'") + 1, -1).replaceAll("''", "'")
  if (!/^e/i.test(text)) return quoted
  return quoted.replaceAll(/\\([\s\S])/g, (_, escaped: string) => escapes[escaped] ?? escaped)
}

/** Cuts tokens at the commas that stand outside of all parentheses. */
export function splitAtCommas(tokens: readonly SqlToken[]): SqlToken[][] {
  const parts: SqlToken[][] = [[]]
  let depth = 0
  for (const token of tokens) {
    if (token.kind === 'symbol' && (token.text === '(' || token.text === '[')) depth++
    if (token.kind === 'symbol' && (token.text === ')' || token.text === ']')) depth--
    if (depth === 0 && token.kind === 'symbol' && token.text === ',') parts.push([])
    else parts.at(-1)?.push(token)
  }
  return parts[0]?.length === 0 && parts.length === 1 ? [] : parts
}

/** Where the parenthesis at `open` ends; the number of tokens where it never does. */
export function closingParenthesis(tokens: readonly SqlToken[], open: number): number {
  let depth = 0
  for (let at = open; at < tokens.length; at++) {
    const token = tokens[at]
    if (token?.kind !== 'symbol') continue
    if (token.text === '(') depth++
    if (token.text === ')' && --depth === 0) return at
  }
  return tokens.length
}
