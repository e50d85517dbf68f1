import { z } from 'zod'
import { defineKind, indexDistributions } from '../define-kind.ts'
import type { KindContext } from '../kind.ts'
import { openListMaker } from '../list-maker.ts'
import { derive } from '../lists.ts'
import { capitalized, oneSentence, proseMaker, someSentences, someWords } from './text-maker.ts'

/** Words of the locale that hold no digits. */
export function proseWords({ locale }: KindContext): readonly string[] {
  return derive(locale.words.lorem, 'prose', (list) => list.filter((word) => !/\p{N}/u.test(word)))
}

const count = (most: number, usual: number) => z.number().int().min(1).max(most).default(usual)

export const word = defineKind({
  name: 'word',
  group: 'text',
  summary: 'One word',
  type: 'text',
  options: z.strictObject({}),
  distributions: indexDistributions,
  maker: (_, context) => openListMaker(context, proseWords(context)),
})

export const words = defineKind({
  name: 'words',
  group: 'text',
  summary: 'A few words',
  type: 'text',
  options: z.strictObject({ min: count(100, 2), max: count(100, 5) }),
  examples: [{}, { min: 1, max: 1 }],
  maker({ min, max }, context) {
    const list = proseWords(context)
    return proseMaker(context, {
      compose: (draws, room, number) => someWords(draws, list, min, Math.max(min, max), room) + number,
    })
  },
})

export const sentence = defineKind({
  name: 'sentence',
  group: 'text',
  summary: 'One sentence',
  type: 'text',
  options: z.strictObject({ min: count(100, 5).describe('words'), max: count(100, 14).describe('words') }),
  maker({ min, max }, context) {
    const list = proseWords(context)
    return proseMaker(context, {
      compose: (draws, room, number) => oneSentence(draws, list, min, Math.max(min, max), room, number),
    })
  },
})

export const paragraph = defineKind({
  name: 'paragraph',
  group: 'text',
  summary: 'Some sentences',
  type: 'text',
  options: z.strictObject({ min: count(100, 3).describe('sentences'), max: count(100, 6).describe('sentences') }),
  maker({ min, max }, context) {
    const list = proseWords(context)
    return proseMaker(context, {
      compose: (draws, room, number) =>
        someSentences(draws, list, draws.between(min, Math.max(min, max)), room, number),
    })
  },
})

export const text = defineKind({
  name: 'text',
  group: 'text',
  summary: 'Some paragraphs',
  type: 'text',
  options: z.strictObject({ paragraphs: count(50, 3) }),
  examples: [{}, { paragraphs: 1 }],
  maker({ paragraphs }, context) {
    const list = proseWords(context)
    return proseMaker(context, {
      compose: (draws, room, number) => {
        const parts: string[] = []
        let left = room
        for (let i = 0; i < paragraphs && (i === 0 || left > 20); i++) {
          const part = someSentences(draws, list, draws.between(2, 5), left)
          parts.push(part)
          left -= [...part].length + 2
        }
        return parts.join('\n\n').replace(/\.?$/, (stop) => `${number}${stop}`)
      },
    })
  },
})

export const title = defineKind({
  name: 'title',
  group: 'text',
  summary: 'Title of an article: two to six words with a capital',
  type: 'text',
  options: z.strictObject({}),
  maker(_, context) {
    const list = proseWords(context)
    return proseMaker(context, {
      compose: (draws, room, number) => capitalized(someWords(draws, list, 2, 6, room)) + number,
    })
  },
})
