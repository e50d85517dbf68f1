import type { Vector } from '../model/batch.ts'
import { fractions } from '../random/distribution.ts'
import { below } from '../random/draw.ts'
import { type Rows, substream, words } from '../random/stream.ts'
import { optionsError } from './define-kind.ts'
import { indexSource, LARGEST_DOMAIN } from './domain.ts'
import type { KindContext, Maker } from './kind.ts'
import { texts } from './vectors.ts'

export interface TokenShape {
  readonly before?: string
  readonly after?: string
  readonly alphabet: string
  /** Characters between before and after. */
  readonly length: number
}

/**
 * Strings of random characters. A unique one begins with the permuted row number, in as many characters as that takes,
 * written in the letters of the alphabet without regard to case; the case of each is then drawn.
 */
export function tokenMaker(context: KindContext, shape: TokenShape): Maker {
  const { before = '', after = '', alphabet, length } = shape
  const taken = before.length + after.length + length
  if (context.maxLength !== undefined && taken > context.maxLength) {
    throw optionsError(`${taken} characters are made, and the column holds ${context.maxLength}`)
  }
  const forms = caseForms(alphabet)
  const base = forms.length
  let places = 0
  let size = 1
  while (places < length && size * base <= LARGEST_DOMAIN) {
    size *= base
    places++
  }
  const indices = context.unique ? indexSource(context, size) : undefined
  const stream = substream(context.stream, 'characters')
  return {
    capacity: size,
    make: (rows) => {
      const chosen = indices?.(rows)
      return characters(rows, { before, after, length, alphabet, forms, places, chosen, stream })
    },
  }
}

/** Each letter of the alphabet with the forms that it has in it: ['aA', 'bB', '1']. */
function caseForms(alphabet: string): readonly string[] {
  const forms = new Map<string, string>()
  for (const letter of alphabet) forms.set(letter.toLowerCase(), (forms.get(letter.toLowerCase()) ?? '') + letter)
  return [...forms.values()]
}

interface Job extends Required<TokenShape> {
  readonly forms: readonly string[]
  readonly places: number
  readonly chosen: Float64Array | undefined
  readonly stream: KindContext['stream']
}

function characters(rows: Rows, job: Job): Vector {
  const { before, after, length, alphabet, forms, places, chosen, stream } = job
  const base = forms.length
  const codes = new Array<string>(rows.length).fill(before)
  // Each draw of 53 bits gives as many characters as are in it for certain.
  const each = Math.max(1, Math.floor(52 / Math.max(1, Math.ceil(bitsOf(alphabet.length)))))
  for (let place = 0, draw = 0; place < length; draw += 2) {
    const many = Math.min(each, length - place)
    const units = fractions(stream, rows, draw)
    for (let i = 0; i < rows.length; i++) {
      let unit = units[i]!
      let text = ''
      for (let k = place; k < place + many; k++) {
        if (chosen && k < places) {
          const rest = Math.floor(chosen[i]! / base)
          const form = forms[chosen[i]! - rest * base]!
          chosen[i] = rest
          unit *= form.length
          const which = Math.floor(unit)
          unit -= which
          text += form[which]!
        } else {
          unit *= alphabet.length
          const which = Math.floor(unit)
          unit -= which
          text += alphabet[which]!
        }
      }
      codes[i] += text
    }
    place += many
  }
  if (after !== '') for (let i = 0; i < codes.length; i++) codes[i] += after
  return texts(codes)
}

function bitsOf(size: number): number {
  let bits = 0
  for (let span = 1; span < size; span *= 2) bits++
  return bits
}

/** One of a list for each row, by a draw of its own. */
export function chosenOf(stream: KindContext['stream'], rows: Rows, draw: number, size: number): Int32Array {
  const drawn = words(stream, rows, draw)
  const out = new Int32Array(rows.length)
  for (let i = 0; i < out.length; i++) out[i] = below(drawn[i]!, size)
  return out
}

export const digits = '0123456789'
export const lowerLetters = 'abcdefghijklmnopqrstuvwxyz'
export const upperLetters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
export const hexDigits = '0123456789abcdef'
