import { z } from 'zod'
import { atlasOf } from '../../../values/places/atlas.ts'
import { postcodeText } from '../../../values/places/postcode.ts'
import { defineTransform } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'
import { byOption, drawnCity, PLACE } from './place-words.ts'

export const fullAddress = defineTransform({
  name: 'full-address',
  version: 2,
  group: 'places',
  summary: 'A whole other address as the country of the locale writes it, in lines where the value has lines',
  options: z.strictObject({
    by: byOption,
    country: z.boolean().default(false).describe('whether the country stands at the end'),
  }),
  examples: [{}, { country: true }, { by: 'subject' }],
  accepts: ['text'],
  domain: PLACE,
  promises: (_, column) => wordPromises(column, 4 * LONGEST_WORD),
  mask({ by, country }, context) {
    const atlas = atlasOf(context.locale, undefined)
    return composedMask(context, {
      purpose: 'place',
      bySubject: by === 'subject',
      compose(draws, text) {
        const city = drawnCity(draws, atlas)
        const { line, lastLine } = atlas.countries[atlas.countryAt[city]!]!
        const postcode = postcodeText(atlas.cities[city]!.postcode, draws.below(2 ** 32))
        const street = atlas.streets[atlas.streetStart[city]! + draws.below(atlas.streetCount[city]!)]!
        const lines = [
          line.replace('{street}', street).replace('{number}', String(1 + draws.below(199))),
          lastLine
            .replace('{city}', atlas.cityNames[city]!)
            .replace('{state}', atlas.stateNames[city]!)
            .replace('{code}', atlas.stateCodes[city]!)
            .replace('{postcode}', postcode),
        ]
        if (country) lines.push(atlas.countryNames[city]!)
        return lines.join(/\r\n/.test(text) ? '\r\n' : text.includes('\n') ? '\n' : ', ')
      },
    })
  },
})
