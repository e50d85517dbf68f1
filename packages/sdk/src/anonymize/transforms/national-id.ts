import { z } from 'zod'
import { SymbolPermutation } from '../permute/symbol-permutation.ts'
import { TextPermutation } from '../permute/text-permutation.ts'
import { defineTransform } from './define-transform.ts'
import { months, type NationalNumber, nationalNumbers } from './national-numbers.ts'

const countries = [...new Set(nationalNumbers.flatMap((number) => number.countries))].sort()

/** Signs that stand between the parts of a number; they stay. */
const SEPARATORS = /[ ./+-]/g
const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ALPHANUMERIC = `0123456789${LETTERS}`

/** The characters that a place of a template has, in their order; undefined of what stays or is computed. */
const choices: Readonly<Record<string, string>> = {
  d: '0123456789',
  2: '01',
  4: '0123',
  8: '01234567',
  x: '12',
  A: LETTERS,
  M: months,
  D: 'ABCD',
}

/** `text` without separators, with letters in whichever case. */
function matches({ template, check, isValid, capitalsOnly }: NationalNumber, text: string): boolean {
  if (text.length !== template.length || (capitalsOnly === true && /[a-z]/.test(text))) return false
  const bare = inCapitals(text)
  for (let i = 0; i < bare.length; i++) {
    const list = choices[template[i]!] ?? ALPHANUMERIC
    if (!list.includes(bare[i]!)) return false
  }
  const computed = Array.from(bare)
    .filter((_, i) => template[i] === 'c')
    .join('')
  return (isValid?.(bare) ?? true) && check(bare) === computed
}

/** Of a to z alone: letters beyond have capitals that are others' too. */
function inCapitals(text: string): string {
  return text.replace(/[a-z]/g, (letter) => letter.toUpperCase())
}

export const nationalId = defineTransform({
  name: 'national-id',
  group: 'identity',
  summary:
    'Another number by which a state knows a person, with its check digits and a birthday that exists where it has them; what is no such number is permuted on its format. Different ones stay different',
  options: z.strictObject({
    country: z
      .enum(countries)
      .optional()
      .describe('whose numbers they are; default: told by their check digits, those of the locale first'),
  }),
  examples: [{}, { country: 'FR' }],
  accepts: ['text'],
  promises: () => ({
    deterministic: true,
    unique: 'preserved',
    format: 'preserved',
    longest: (length) => length,
  }),
  mask({ country }, { key, locale }) {
    const own = country ?? locale.words.country
    const first = nationalNumbers.filter((number) => own !== null && number.countries.includes(own))
    const known =
      country === undefined ? [...first, ...nationalNumbers.filter((number) => !first.includes(number))] : first
    const kindOf = (text: string) => known.findIndex((number) => matches(number, text))
    const bareOf = (text: string) => text.replace(SEPARATORS, '')
    const symbols = new SymbolPermutation(key.words('national-id'))
    const texts = new TextPermutation(key.words('national-id text'))

    /** Every number of a kind is told by its free characters: they are permuted until they are those of one. */
    const permuted = (bare: string, kind: number): string => {
      const number = known[kind]!
      const { template } = number
      let result = bare
      do {
        symbols.begin()
        symbols.tweak(nationalNumbers.indexOf(number), 0)
        for (let i = 0; i < template.length; i++) {
          const list = choices[template[i]!]
          if (list !== undefined) symbols.push(list.indexOf(result[i]!), list.length)
          else if (template[i] === '=') symbols.tweak(result.charCodeAt(i), i)
        }
        symbols.permute()
        let at = 0
        const free = Array.from(template, (place, i) => {
          const list = choices[place]
          return list === undefined ? result[i]! : list[symbols.symbols[at++]!]!
        }).join('')
        const computed = number.check(free) ?? ''
        let next = 0
        result = Array.from(free, (sign, i) => (template[i] === 'c' ? (computed[next++] ?? '') : sign)).join('')
        // Where nothing is right, the digit stays undecided: the number is of no kind, and permuted on.
        if (computed === '' && template.includes('c')) result = free
      } while (kindOf(result) !== kind)
      return result
    }
    return {
      value(text) {
        const bare = bareOf(text)
        const kind = kindOf(bare)
        let result = text
        if (kind < 0) {
          do result = texts.text(result)
          while (kindOf(bareOf(result)) >= 0)
          return result
        }
        result = permuted(inCapitals(bare), kind)
        let at = 0
        return Array.from(text, (sign) => {
          if (/[ ./+-]/.test(sign)) return sign
          const image = result[at++]!
          return /[a-z]/.test(sign) ? image.toLowerCase() : image
        }).join('')
      },
    }
  },
})
