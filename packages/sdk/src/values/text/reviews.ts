import { z } from 'zod'
import { defineKind, noOptions } from '../define-kind.ts'
import { cut, textLength } from '../lists.ts'
import { proseMaker } from './text-maker.ts'

const openings = {
  good: [
    'Exactly what I needed.',
    'Very happy with this.',
    'Better than expected.',
    'Would buy again.',
    'Great value.',
    'Works as described.',
    'Highly recommended.',
    'My favourite so far.',
  ],
  mixed: [
    'It does the job.',
    'Not bad, not great.',
    'Fine for the price.',
    'Took a while to get used to.',
    'Good, with small flaws.',
  ],
  bad: [
    'Not what I expected.',
    'Stopped working after a week.',
    'I sent it back.',
    'Poor quality.',
    'Would not recommend.',
  ],
} as const

const details = {
  good: [
    'Delivery was quick.',
    'The quality is excellent.',
    'Support answered within an hour.',
    'The whole family uses it.',
    'It looks even better than in the pictures.',
    'Setting it up took five minutes.',
    'It feels solid.',
    'I have ordered a second one.',
  ],
  mixed: [
    'The manual could be clearer.',
    'The colour is a little darker than shown.',
    'Delivery took longer than promised.',
    'The packaging was damaged, the content was not.',
    'I wish it were lighter.',
  ],
  bad: [
    'The lid does not close.',
    'Parts were missing.',
    'Nobody answered my mails.',
    'It is much smaller than it looks.',
    'The battery lasts for an hour at most.',
  ],
} as const

/** Of a hundred reviews. */
const moods = [
  ...new Array<'good'>(68).fill('good'),
  ...new Array<'mixed'>(20).fill('mixed'),
  ...new Array<'bad'>(12).fill('bad'),
]

export const review = defineKind({
  name: 'review',
  group: 'text',
  summary: 'What a customer writes about an article, in English',
  type: 'text',
  options: noOptions,
  maker: (_, context) =>
    proseMaker(context, {
      compose(draws, room, number) {
        const mood = draws.pick(moods)
        let text: string = draws.pick(openings[mood])
        for (let left = draws.below(4); left > 0; left--) {
          const more = ` ${draws.pick(details[mood])}`
          if (text.includes(more) || textLength(text) + textLength(more) > room) break
          text += more
        }
        return cut(text, room).replace(/\.?$/, (stop) => `${number}${stop}`)
      },
    }),
})

const uses = [
  'at home',
  'at work',
  'on the road',
  'outdoors',
  'for beginners',
  'for professionals',
  'for the whole family',
  'for small rooms',
]
const virtues = [
  'light',
  'robust',
  'easy to clean',
  'made to last',
  'quiet',
  'compact',
  'simple to use',
  'repairable',
  'water resistant',
  'made of recycled material',
]

export const productDescription = defineKind({
  name: 'product-description',
  group: 'company',
  summary: 'What a shop says about an article, in English',
  type: 'text',
  options: z.strictObject({}),
  maker: (_, context) =>
    proseMaker(context, {
      compose(draws, room, number) {
        const first = draws.below(virtues.length)
        const second = virtues[(first + 1 + draws.below(virtues.length - 1)) % virtues.length]!
        const name = draws.pick(context.locale.words.productNames)
        const text = `${name.replace(/\p{N}/gu, '').trim()}: ${virtues[first]} and ${second}, ${draws.pick(uses)}.`
        return cut(text, room).replace(/\.?$/, (stop) => `${number}${stop}`)
      },
    }),
})
