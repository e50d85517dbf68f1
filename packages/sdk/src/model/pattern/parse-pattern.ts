import { messageOf } from '../../errors.ts'
import { type PatternNode, PatternRefused } from './pattern-node.ts'

/**
 * Reads a regular expression of JavaScript (flags s and u, that is: . is any character, and characters are code points).
 * The language itself says whether it is one; what looks around or refers back is refused, since only that cannot be
 * matched in one walk.
 */
export function parsePattern(source: string, flags: string): PatternNode {
  try {
    new RegExp(source, flags)
  } catch (thrown) {
    if (thrown instanceof SyntaxError) throw new PatternRefused(`it is no regular expression: ${messageOf(thrown)}`)
    throw thrown
  }
  return new Reader(source).choice()
}

const oneOf = /\[(?:\\.|[^\]\\])*\]|\\(?:u[dD][89abAB]..\\u[dD][c-fC-F]..|u\{[^}]*\}|u.{4}|x..|c.|[pP]\{[^}]*\}|.)|./suy
const braces = /\{(\d+)(,(\d*))?\}/y

class Reader {
  readonly #source: string
  #at = 0

  constructor(source: string) {
    this.#source = source
  }

  choice(): PatternNode {
    const items = [this.#sequence()]
    while (this.#takes('|')) items.push(this.#sequence())
    return items.length === 1 ? items[0]! : { type: 'choice', items }
  }

  #takes(sign: string): boolean {
    if (!this.#source.startsWith(sign, this.#at)) return false
    this.#at += sign.length
    return true
  }

  #sequence(): PatternNode {
    const items: PatternNode[] = []
    while (this.#at < this.#source.length && !'|)'.includes(this.#source[this.#at]!)) items.push(this.#repeated())
    return { type: 'sequence', items }
  }

  #repeated(): PatternNode {
    const item = this.#atom()
    const bounds = this.#bounds()
    if (bounds === undefined) return item
    // A lazy repeat matches the same texts.
    this.#takes('?')
    return { type: 'repeat', item, ...bounds }
  }

  #bounds(): { min: number; max: number } | undefined {
    if (this.#takes('*')) return { min: 0, max: Number.POSITIVE_INFINITY }
    if (this.#takes('+')) return { min: 1, max: Number.POSITIVE_INFINITY }
    if (this.#takes('?')) return { min: 0, max: 1 }
    braces.lastIndex = this.#at
    const [whole, least, comma, most] = braces.exec(this.#source) ?? []
    if (whole === undefined) return undefined
    this.#at += whole.length
    const min = Number(least)
    if (comma === undefined) return { min, max: min }
    return { min, max: most === '' ? Number.POSITIVE_INFINITY : Number(most) }
  }

  #atom(): PatternNode {
    if (this.#takes('^')) return { type: 'assertion', of: 'start' }
    if (this.#takes('$')) return { type: 'assertion', of: 'end' }
    if (this.#takes('\\b')) return { type: 'assertion', of: 'border' }
    if (this.#takes('\\B')) return { type: 'assertion', of: 'no border' }
    if (this.#takes('(')) return this.#group()
    if (/^\\(?:[1-9]|k)/.test(this.#source.slice(this.#at, this.#at + 2))) {
      throw new PatternRefused('it refers back to what it matched, which cannot be matched in bounded time')
    }
    oneOf.lastIndex = this.#at
    const [source = ''] = oneOf.exec(this.#source) ?? []
    this.#at += source.length
    return { type: 'one', source }
  }

  #group(): PatternNode {
    if (this.#takes('?') && !this.#takes(':')) {
      const name = /^<[^=!>][^>]*>/u.exec(this.#source.slice(this.#at))?.[0]
      if (name === undefined) {
        throw new PatternRefused('it looks around or changes its flags, which cannot be matched in bounded time')
      }
      this.#at += name.length
    }
    const inner = this.choice()
    this.#at++
    return inner
  }
}
