import { z } from 'zod'
import { atlasOf } from '../../../values/places/atlas.ts'
import { postcodeText } from '../../../values/places/postcode.ts'
import { recentValues } from '../../permute/recent-values.ts'
import { defineTransform } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { fittingNumber } from '../draws/fitting-number.ts'
import { formatMask } from '../draws/format-mask.ts'
import { permutedMask } from '../draws/permuted-mask.ts'
import { byOption, drawnCity, PLACE } from './place-words.ts'

export const postcode = defineTransform({
  name: 'postcode',
  version: 2,
  group: 'places',
  summary: 'Another postcode of the same format',
  options: z
    .strictObject({
      keep: z.number().int().min(0).max(10).default(0).describe('characters at the start that stay: the region'),
      by: byOption,
    })
    .refine(({ keep, by }) => keep === 0 || by === 'value', 'keep is for postcodes that are masked by value'),
  examples: [{}, { keep: 2 }, { by: 'subject' }],
  accepts: ['text', 'integer'],
  domain: PLACE,
  promises: ({ by }, { unique, type }) => ({
    deterministic: true,
    unique: (by === 'value' || unique) && type.form === 'text' ? 'preserved' : 'lost',
    format: by === 'value' ? 'preserved' : 'similar',
    longest: (length) => (by === 'value' ? length : Math.max(length, 12)),
  }),
  mask({ keep, by }, context) {
    if (by === 'subject') {
      const atlas = atlasOf(context.locale, undefined)
      return composedMask(context, {
        purpose: 'place',
        bySubject: true,
        ownCase: true,
        compose(draws) {
          const { postcode: pattern } = atlas.cities[drawnCity(draws, atlas)]!
          return postcodeText(pattern, draws.below(2 ** 32))
        },
      })
    }
    if (keep === 0 && context.column.type.form === 'text') return permutedMask(context.key, 'postcode')
    const permuted = formatMask(context.key, 'postcode')
    const mask = (text: string) => {
      const region = [...text].length > keep ? [...text].slice(0, keep).join('') : ''
      const rest = text.slice(region.length)
      const other = permuted(rest, region)
      // Where nothing is left to change behind what stays, nothing stays.
      return other === rest ? permuted(text) : region + other
    }
    const { type } = context.column
    // Postcodes in a column of numbers have lost their zeros.
    if (type.form === 'integer') return { value: fittingNumber(type, mask) }
    return { value: mask, bytes: recentValues(mask) }
  },
})
