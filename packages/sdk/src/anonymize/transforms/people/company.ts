import { defineTransform, noOptions } from '../define-transform.ts'
import { isSpace } from '../draws/caseless-bytes.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { packedWords } from '../draws/packed-words.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'

const between = packedWords([' ', ' & '])

export const company = defineTransform({
  name: 'company',
  group: 'people',
  summary: 'Another company: family names of the locale, with a legal form where the value has more than one word',
  options: noOptions,
  accepts: ['text'],
  promises: (_, column) => wordPromises(column, 3 * LONGEST_WORD),
  mask(_, context) {
    const { last, companyForms } = context.locale.words
    // A form that begins in a small letter is one that a name is put behind.
    const forms = companyForms.filter((form) => !/^\p{Ll}+ /u.test(form))
    const [male, female, legal] = [last.male, last.female, forms].map(packedWords)
    return composedMask(context, {
      purpose: 'company',
      compose(draws, text) {
        const [first, second] = [last.male, last.female].map((list) => list[draws.below(list.length)]!)
        if (!/\s/u.test(text)) return first!
        const form = forms.length === 0 ? '' : ` ${forms[draws.below(forms.length)]}`
        return draws.below(2) === 0 ? `${first}${form}` : `${first} & ${second}${form}`
      },
      composeBytes(draws, input, start, end, into) {
        into.word(male!, draws.below(male!.size, 0))
        if (!hasSpace(input, start, end)) return
        const hasForm = forms.length > 0
        if (draws.below(2, hasForm ? 3 : 2) !== 0) {
          into.word(between, 1)
          into.word(female!, draws.below(female!.size, 1))
        }
        if (!hasForm) return
        into.word(between, 0)
        into.word(legal!, draws.below(forms.length, 2))
      },
    })
  },
})

function hasSpace(input: Uint8Array, start: number, end: number): boolean {
  for (let i = start; i < end; i++) if (isSpace(input[i]!)) return true
  return false
}
