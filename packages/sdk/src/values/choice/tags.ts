import { z } from 'zod'
import { defineKind, optionsError } from '../define-kind.ts'
import { derive } from '../lists.ts'
import { mapRows } from '../scalar-draws.ts'
import { texts } from '../vectors.ts'

const usualTags = [
  'new',
  'sale',
  'popular',
  'featured',
  'limited',
  'bestseller',
  'seasonal',
  'premium',
  'eco',
  'local',
  'gift',
  'clearance',
  'exclusive',
  'classic',
  'handmade',
  'vintage',
  'outdoor',
  'indoor',
  'travel',
  'home',
]

/** A few distinct words, in no order. */
export const tags = defineKind({
  name: 'tags',
  group: 'choice',
  summary: 'A few different tags, as a list; in a field of text with commas between',
  type: 'list',
  options: z.strictObject({
    values: z.array(z.string().min(1)).min(1).optional().describe('what tags there are; default: twenty English ones'),
    min: z.number().int().min(0).max(100).default(1),
    max: z.number().int().min(1).max(100).default(4),
  }),
  examples: [{}, { values: ['a', 'b', 'c'], min: 2, max: 3 }],
  neverUnique: 'there are few tags',
  maker({ values, min, max }, context) {
    const list = values ?? usualTags
    if (max < min) throw optionsError('min is above max')
    if (min > new Set(list).size) throw optionsError(`min: there are only ${new Set(list).size} tags`)
    const pool = derive(list, 'distinct tags', (all) => [...new Set(all)])
    const asText = context.type === 'text'
    const room = asText ? (context.maxLength ?? Number.POSITIVE_INFINITY) : Number.POSITIVE_INFINITY
    if (asText && min === 0) throw optionsError('min: a text of no tags would be empty; set min to 1')
    const short = pool.filter((tag) => tag.length <= room)
    if (short.length === 0) throw optionsError(`no tag fits into ${context.maxLength} characters`)
    return {
      capacity: 0,
      make: (rows) => {
        const chosen = mapRows(context.stream, rows, (draws) => {
          const wanted = draws.between(min, Math.max(min, Math.min(max, short.length)))
          const left = [...short]
          const picked: string[] = []
          let length = -1
          while (picked.length < wanted && left.length > 0) {
            const tag = left.splice(draws.below(left.length), 1)[0]!
            if (picked.length > 0 && length + 1 + tag.length > room) continue
            picked.push(tag)
            length += 1 + tag.length
          }
          return picked
        })
        if (asText) return texts(chosen.map((some) => some.join(',')))
        return { type: 'list', length: rows.length, values: chosen.map((some) => texts(some)) }
      },
    }
  },
})
