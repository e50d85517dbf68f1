import { caseless, cut } from '../../../values/lists.ts'
import { localeOf } from '../../../values/locale.ts'
import { integerPermutation } from '../../permute/integer-permutation.ts'
import { defineTransform, noOptions } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { inCase, letterCaseOf } from '../draws/letter-case.ts'
import { countryCodes } from './country-codes.ts'
import { PLACE } from './place-words.ts'

type List = readonly string[]

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
    // Codes are permuted; a name may be cut, and one that is no country's is permuted by its letters.
    unique: unique && (type.maxLength ?? 99) > 3 ? 'lost' : 'preserved',
    format: 'similar',
    longest: (length) => Math.max(length, Math.min(type.maxLength ?? 60, 60)),
    mayKeep: 'a text without letters and digits',
  }),
  mask(_, { key, locale, column }) {
    const permutation = integerPermutation(key.words('country'), 0n, BigInt(countryCodes.length - 1))
    const otherwise = formFallback(key)
    const lists = listsOf(locale.words.countries, localeOf('en').words.countries)
    const most = column.type.maxLength ?? Number.POSITIVE_INFINITY
    return {
      value(text) {
        const plain = caseless(text.trim())
        for (const { places, list } of lists) {
          const at = places.get(plain)
          if (at !== undefined) return cut(inCase(list[permutation.atNumber(at)]!, letterCaseOf(text)), most)
        }
        return otherwise(text)
      },
    }
  },
})

/** Codes first, then names as the locale has them, then English ones: all in the order of the codes. */
function listsOf(...names: readonly (readonly (readonly [code: string, name: string])[])[]) {
  const named = names.map((list) => {
    const byCode = new Map(list)
    return countryCodes.map(({ two }) => byCode.get(two) ?? two)
  })
  return [
    countryCodes.map(({ two }) => two),
    countryCodes.map(({ three }) => three),
    countryCodes.map(({ digits }) => digits),
    ...named,
  ].map((list: List) => ({ list, places: new Map(list.map((text, i) => [caseless(text), i])) }))
}
