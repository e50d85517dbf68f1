import { atlasOf } from '../../../values/places/atlas.ts'
import { defineTransform, noOptions } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'
import { houseNumbers } from './house-number.ts'
import { PLACE } from './place-words.ts'

/** Number before the street, as in 12b Main Street; behind it, as in Hauptstraße 12b; or none. */
const before = /^(\d+\s?[a-z]?)\b[\s,]/i
const behind = /[\s,](\d+\s?[a-z]?)$/i

export const streetAddress = defineTransform({
  name: 'street-address',
  group: 'places',
  summary: 'Another street of the locale with another house number of the same format; what stands behind is left out',
  options: noOptions,
  accepts: ['text'],
  domain: PLACE,
  promises: (_, column) => wordPromises(column, LONGEST_WORD + 20),
  mask(_, context) {
    const { streets } = context.locale.words
    const { line } = atlasOf(context.locale, undefined).countries[0]!
    const numbered = houseNumbers(context.key)
    return composedMask(context, {
      purpose: 'street address',
      compose(draws, text) {
        const street = streets[draws.below(streets.length)]!
        const first = before.exec(text)?.[1]
        const last = first === undefined ? behind.exec(text)?.[1] : undefined
        if (first !== undefined) return `${numbered(first)} ${street}`
        if (last !== undefined) return `${street} ${numbered(last)}`
        const inside = /\d+/.exec(text)?.[0]
        return inside === undefined
          ? street
          : line.replace('{street}', street).replace('{number}', numbered(inside.slice(0, 6)))
      },
    })
  },
})
