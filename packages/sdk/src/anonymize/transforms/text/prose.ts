import type { Locale } from '../../../values/locale.ts'
import type { Draws } from '../draws/keyed-draws.ts'

/** Words of the locale that say nothing, as long as the text that they stand for, with its breaks of lines. */
export function prose(text: string, drawn: Draws, { words }: Locale): string {
  const { lorem } = words
  let isStart = true
  return text.replace(/[^\r\n]+/gu, (line) => {
    const signs = [...line].length
    const written: string[] = []
    while (written.length < signs) {
      if (written.length > 0) written.push(' ')
      const word = [...lorem[drawn.below(lorem.length)]!]
      if (isStart) word[0] = word[0]!.toUpperCase()
      isStart = false
      written.push(...word)
      if (written.length < signs - 20 && drawn.below(9) === 0) {
        written.push('.')
        isStart = true
      }
    }
    // One capital letter may be two signs in its other case: counted again.
    return [...written.join('')].slice(0, signs).join('').replace(/ $/u, '.')
  })
}
