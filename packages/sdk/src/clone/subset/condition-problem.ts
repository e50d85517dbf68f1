import { sqlTokens } from '../../catalog/sql-tokens.ts'

/**
 * Why a text cannot stand between the parentheses of a WHERE; undefined where it can. What ends the parentheses early,
 * begins another statement, hides the rest or leaves a quote open would make another statement of the one it stands in.
 */
export function conditionProblem(condition: string, dialect: 'postgres' | 'sqlite'): string | undefined {
  const tokens = sqlTokens(condition, dialect === 'sqlite' ? 'quote' : 'subscript')
  if (tokens.length === 0) return 'is empty'
  if (condition.includes('\0')) return 'holds the character NUL'
  let end = 0
  let depth = 0
  for (const { kind, text, start, end: next } of tokens) {
    if (/--|\/\*/.test(condition.slice(end, start))) return 'holds a comment'
    end = next
    if (kind === 'word' && text.includes('$')) return 'holds a $, which quotes or names a parameter'
    if (kind !== 'symbol') continue
    if (text === ';') return 'holds a semicolon'
    if (/^['"`]$/.test(text) || (dialect === 'sqlite' && /^[?:@[]$/.test(text)))
      return `holds a ${text} that stands alone`
    if (text === '(') depth++
    if (text === ')' && --depth < 0) return 'closes a parenthesis that it has not opened'
  }
  if (/--|\/\*/.test(condition.slice(end))) return 'holds a comment'
  return depth === 0 ? undefined : 'opens a parenthesis that it does not close'
}
