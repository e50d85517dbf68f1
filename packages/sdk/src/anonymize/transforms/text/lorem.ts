import { defineTransform, noOptions } from '../define-transform.ts'
import { formFallback } from '../draws/form-fallback.ts'
import { keyedDraws } from '../draws/keyed-draws.ts'
import { prose } from './prose.ts'

export const lorem = defineTransform({
  name: 'lorem',
  group: 'text',
  summary: 'Words that say nothing, as long as the text is, with its breaks of lines',
  options: noOptions,
  accepts: ['text'],
  promises: (_, { unique }) => ({
    deterministic: true,
    unique: unique ? 'preserved' : 'lost',
    format: unique ? 'preserved' : 'similar',
    longest: (length) => length,
  }),
  mask(_, { key, locale, column }) {
    const otherwise = formFallback(key)
    if (column.unique) return { value: otherwise }
    const draws = keyedDraws(key, 'prose')
    return {
      value(text) {
        const written = prose(text, draws.of(text), locale)
        return written === text ? otherwise(text) : written
      },
    }
  },
})
