import { z } from 'zod'
import { atlasOf } from '../../../values/places/atlas.ts'
import { defineTransform } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { wordMask } from '../draws/word-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'
import { byOption, drawnCity, PLACE } from './place-words.ts'

export const city = defineTransform({
  name: 'city',
  version: 2,
  group: 'places',
  summary: 'Another city of the locale; where values must stay distinct, letters are permuted',
  options: z.strictObject({ by: byOption }),
  examples: [{}, { by: 'subject' }],
  accepts: ['text'],
  domain: PLACE,
  promises: (_, column) => wordPromises(column, LONGEST_WORD),
  mask({ by }, context) {
    if (by === 'value') return wordMask(context, context.locale.words.cities, 'city')
    const atlas = atlasOf(context.locale, undefined)
    return composedMask(context, {
      purpose: 'place',
      bySubject: true,
      compose: (draws) => atlas.cityNames[drawnCity(draws, atlas)]!,
    })
  },
})
