import { z } from 'zod'
import { atlasOf } from '../../../values/places/atlas.ts'
import { defineTransform } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'
import { byOption, drawnCity, PLACE } from './place-words.ts'

/** A code rather than a name. */
const isCode = (text: string) => /^[\p{Lu}\d]{1,3}$/u.test(text)

export const state = defineTransform({
  name: 'state',
  version: 2,
  group: 'places',
  summary: 'Another state, province or region of the locale: a code for a code, a name for a name',
  options: z.strictObject({ by: byOption }),
  examples: [{}, { by: 'subject' }],
  accepts: ['text'],
  domain: PLACE,
  promises: (_, column) => wordPromises(column, LONGEST_WORD),
  mask({ by }, context) {
    const atlas = atlasOf(context.locale, undefined)
    const codes = [...new Set(atlas.stateCodes)]
    const { states } = context.locale.words
    const fromList = by === 'value'
    return composedMask(context, {
      purpose: fromList ? 'state' : 'place',
      bySubject: !fromList,
      compose(draws, text) {
        const list = isCode(text) ? codes : states
        if (fromList) return list[draws.below(list.length)]!
        return (isCode(text) ? atlas.stateCodes : atlas.stateNames)[drawnCity(draws, atlas)]!
      },
    })
  },
})
