import type { SqlToken } from '../../catalog/sql-tokens.ts'

export function isName(token: SqlToken | undefined): boolean {
  return token?.kind === 'word' || token?.kind === 'quoted'
}

export function isSymbol(token: SqlToken | undefined, text: string): boolean {
  return token?.kind === 'symbol' && token.text === text
}

/** As the server folds a name that is not quoted: ASCII alone. */
export function lower(text: string): string {
  return text.replace(/[A-Z]/g, (letter) => letter.toLowerCase())
}

export function nameOf(token: SqlToken | undefined): string {
  if (token === undefined) return ''
  return token.kind === 'word' ? lower(token.text) : token.value
}

/** The bare words among tokens, as they are meant; what is none is ''. */
export function words(tokens: readonly SqlToken[], from: number, to: number): string[] {
  return tokens.slice(from, to).map((token) => (token.kind === 'word' ? lower(token.text) : ''))
}
