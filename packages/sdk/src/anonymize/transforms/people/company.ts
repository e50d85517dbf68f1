import { defineTransform, noOptions } from '../define-transform.ts'
import { composedMask } from '../draws/composed-mask.ts'
import { LONGEST_WORD, wordPromises } from '../draws/word-promises.ts'

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
    return composedMask(context, {
      purpose: 'company',
      compose(draws, text) {
        const [first, second] = [last.male, last.female].map((list) => list[draws.below(list.length)]!)
        if (!/\s/u.test(text)) return first!
        const form = forms.length === 0 ? '' : ` ${forms[draws.below(forms.length)]}`
        return draws.below(2) === 0 ? `${first}${form}` : `${first} & ${second}${form}`
      },
    })
  },
})
