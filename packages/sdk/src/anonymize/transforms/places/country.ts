import { caseless, cut } from '../../../values/lists.ts'
import { localeOf } from '../../../values/locale.ts'
import type { ScalarType } from '../../masking-schema.ts'
import { integerPermutation } from '../../permute/integer-permutation.ts'
import { recentValues } from '../../permute/recent-values.ts'
import { defineTransform, noOptions } from '../define-transform.ts'
import { formFallback, OTHER_FORM } from '../draws/form-fallback.ts'
import { inCase, letterCaseOf } from '../draws/letter-case.ts'
import { permutedMask } from '../draws/permuted-mask.ts'
import { countryCodes } from './country-codes.ts'
import { PLACE } from './place-words.ts'

/** Codes have no more signs, names no fewer. */
const CODE = 3

export const country = defineTransform({
  name: 'country',
  group: 'places',
  summary:
    'Another country, written as the value is: a code of two or three letters or digits, or a name. Codes and names agree',
  options: noOptions,
  accepts: ['text'],
  domain: PLACE,
  promises: (_, { unique, type }) => ({
    deterministic: true,
    unique: unique || isShort(type) ? 'preserved' : 'lost',
    format: unique ? 'preserved' : 'similar',
    longest: (length) => (unique ? length : Math.max(length, Math.min(type.maxLength ?? 60, 60))),
    mayKeep: isShort(type) ? 'by a small chance a code that is of no country' : undefined,
  }),
  mask(_, { key, locale, column }) {
    const areCodes = isShort(column.type)
    if (column.unique && !areCodes) return permutedMask(key, OTHER_FORM)
    const plain = formFallback(key)
    const permutation = integerPermutation(key.words('country'), 0n, BigInt(countryCodes.length - 1))
    const lists = listsOf(areCodes ? [] : [locale.words.countries, localeOf('en').words.countries])
    const most = column.type.maxLength ?? Number.POSITIVE_INFINITY
    const find = (text: string) => {
      for (const { places, list } of lists) {
        const at = places.get(caseless(text))
        if (at !== undefined) return list[permutation.atNumber(at)]!
      }
      return undefined
    }
    const value = (text: string): string => {
      const found = find(areCodes ? text : text.trim())
      if (found !== undefined) return areCodes ? inCaseOf(found, text) : cut(inCase(found, letterCaseOf(text)), most)
      // A code that is no country's never becomes one.
      let other = plain(text)
      while (areCodes && find(other) !== undefined) other = plain(other)
      return other
    }
    return { value, bytes: recentValues(value), inRows: { kind: 'recent' } }
  },
})

function isShort({ maxLength = CODE + 1 }: ScalarType): boolean {
  return maxLength <= CODE
}

/** Sign by sign: codes that differ by the case of a letter stay apart. */
function inCaseOf(code: string, like: string): string {
  return [...code].map((sign, i) => (/\p{Ll}/u.test(like[i] ?? '') ? sign.toLowerCase() : sign)).join('')
}

/** Codes first, then names as the locale has them, then English ones: all in the order of the codes. */
function listsOf(names: readonly (readonly (readonly [code: string, name: string])[])[]) {
  const named = names.map((list) => {
    const byCode = new Map(list)
    return countryCodes.map(({ two }) => byCode.get(two) ?? two)
  })
  return [
    countryCodes.map(({ two }) => two),
    countryCodes.map(({ three }) => three),
    countryCodes.map(({ digits }) => digits),
    ...named,
  ].map((list) => ({ list, places: new Map(list.map((text, i) => [caseless(text), i])) }))
}
