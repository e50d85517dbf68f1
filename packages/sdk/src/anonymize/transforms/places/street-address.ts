import { caseless } from '../../../values/lists.ts'
import { atlasOf } from '../../../values/places/atlas.ts'
import { defineTransform, noOptions } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { packedWords } from '../draws/packed-words.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'
import { findNumber, NumberFinder } from './find-number.ts'
import { houseNumbers } from './house-number.ts'
import { PLACE } from './place-words.ts'

/** So much is masked of a number that stands inside. */
const MOST_DIGITS = 6

const BEFORE = '{number} {street}'

/** Whether its small letters are ASCII only where all of it is. */
function isPlain(street: string): boolean {
  return /^[ -~]*$/.test(street) || /[^ -~]/.test(caseless(street))
}

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
    const packed = packedWords(streets)
    const numbered = houseNumbers(context.key)
    const finder = new NumberFinder()
    const lines = {
      before: lineOf(BEFORE),
      behind: lineOf('{street} {number}'),
      inside: lineOf(atlasOf(context.locale, undefined).countries[0]!.line),
    }
    const encoder = new TextEncoder()
    return composedMask(context, {
      purpose: 'street address',
      inRows: (state, most) =>
        streets.every(isPlain)
          ? {
              kind: 'street',
              state,
              most,
              streets: { words: streets.map((street) => encoder.encode(street)), numberOf: numbered.numberOf },
            }
          : undefined,
      compose(draws, text) {
        const street = streets[draws.below(streets.length)]!
        const { where, number } = findNumber(text)
        if (where === 'none') return street
        const masked = numbered.value(where === 'inside' ? number.slice(0, MOST_DIGITS) : number)
        return lines[where].template.replace('{street}', street).replace('{number}', masked)
      },
      composeBytes(draws, input, start, end, into) {
        const street = draws.below(streets.length, 0)
        const where = finder.find(input, start, end)
        if (where === 'none') {
          into.word(packed, street)
          return
        }
        const most = where === 'inside' ? finder.start + MOST_DIGITS : end
        const { streetFirst, around } = lines[where]
        into.word(around, 0)
        if (streetFirst) {
          into.word(packed, street)
          into.word(around, 1)
        }
        numbered.bytes(input, finder.start, Math.min(finder.end, most), into.ascii)
        into.takeAscii()
        if (!streetFirst) {
          into.word(around, 1)
          into.word(packed, street)
        }
        into.word(around, 2)
      },
    })
  },
})

/** `around` is what stands before, between and behind the two. */
function lineOf(template: string) {
  const around = template.split(/\{street\}|\{number\}/)
  return {
    template,
    streetFirst: template.indexOf('{street}') < template.indexOf('{number}'),
    around: packedWords(around),
  }
}
