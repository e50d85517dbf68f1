/** How a text is written, so far as another one can be written the same. */
export type LetterCase = 'as it is' | 'capitals' | 'small'

/** Capitals where it has two letters or more, all of them capital; small where no letter of it is capital. */
export function letterCaseOf(text: string): LetterCase {
  if (!/\p{Ll}/u.test(text)) return /\p{Lu}.*\p{Lu}/su.test(text) ? 'capitals' : 'as it is'
  return /\p{Lu}/u.test(text) ? 'as it is' : 'small'
}

export function inCase(text: string, letterCase: LetterCase): string {
  if (letterCase === 'capitals') return text.toUpperCase()
  return letterCase === 'small' ? text.toLowerCase() : text
}
