import type { Vector } from '../../model/batch.ts'
import { optionsError } from '../define-kind.ts'
import type { KindContext, Maker } from '../kind.ts'
import { cut, textLength } from '../lists.ts'
import { ownNumbers } from '../numbered.ts'
import { type Draws, mapRows } from '../scalar-draws.ts'
import { texts } from '../vectors.ts'

export interface Prose {
  /** Characters that stand around the text whatever it says: its mark-up. */
  readonly frame?: number
  /** Puts the text together within `room` characters; a unique one gets ` ${number}` to place where it can be read. */
  compose(draws: Draws, room: number, number: string): string
}

/**
 * Text that is put together word by word. A unique one holds a number that no other row has, as the last run of digits in
 * it: `compose` writes no other digits.
 */
export function proseMaker(context: KindContext, { frame = 0, compose }: Prose): Maker {
  const { maxLength } = context
  if (maxLength !== undefined && maxLength <= frame) {
    throw optionsError(`a column of ${maxLength} characters is too short: this kind takes at least ${frame + 1}`)
  }
  const free = maxLength === undefined ? Number.POSITIVE_INFINITY : maxLength - frame
  if (!context.unique) {
    const capacity = free < 3 ? 1 : ownNumbers(context, frame + 1, 1).capacity
    const make = (draws: Draws) => compose(draws, free, '')
    return { capacity, make: (rows): Vector => texts(mapRows(context.stream, rows, make)) }
  }
  const own = ownNumbers(context, frame + 1, 1)
  return {
    capacity: own.capacity,
    make: (rows) => {
      const numbers = own.numbers(rows)
      // A number shorter than what is kept for it leaves the text longer, so the room is that of this very number.
      return texts(mapRows(context.stream, rows, (draws, _, i) => compose(draws, own.room, ` ${numbers[i]}`)))
    },
  }
}

/** Words with spaces between, from `least` to `most`, as many as there is room for; one cut where none fits. */
export function someWords(draws: Draws, list: readonly string[], least: number, most: number, room: number): string {
  const many = draws.between(least, most)
  let text = draws.pick(list)
  let length = textLength(text)
  for (let i = 1; i < many; i++) {
    const word = draws.pick(list)
    length += 1 + textLength(word)
    if (length > room) break
    text += ` ${word}`
  }
  return textLength(text) > room ? cut(text, room) : text
}

export function capitalized(text: string): string {
  const [first = '', ...rest] = text
  const upper = first.toUpperCase()
  // Some capitals are two letters, such as that of ß, and would make the text longer.
  return (textLength(upper) === 1 ? upper : first) + rest.join('')
}

/** A capital, words, a full stop where there is room for it. */
export function oneSentence(
  draws: Draws,
  list: readonly string[],
  least: number,
  most: number,
  room: number,
  number = '',
): string {
  const text = capitalized(someWords(draws, list, least, most, room > 1 ? room - 1 : room))
  return textLength(text) < room ? `${text}${number}.` : `${text}${number}`
}

export function someSentences(draws: Draws, list: readonly string[], many: number, room: number, number = ''): string {
  let text = ''
  let left = room
  for (let i = 0; i < many; i++) {
    const isLast = i === many - 1
    const sentence = oneSentence(draws, list, 5, 14, left)
    text += (i === 0 ? '' : ' ') + sentence
    left -= textLength(sentence) + 1
    if (left < 12 || isLast) break
  }
  return number === '' ? text : text.replace(/\.?$/, (stop) => `${number}${stop}`)
}
