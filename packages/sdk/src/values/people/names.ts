import { z } from 'zod'
import { defineKind } from '../define-kind.ts'
import type { KindContext, Maker } from '../kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { truncated } from '../lists.ts'
import { ownNumbers } from '../numbered.ts'
import { concat, ints, picks } from '../vectors.ts'
import { joined, nameParts } from './name-parts.ts'
import { type NameList, personRecord } from './person-record.ts'

const sex = z
  .enum(['female', 'male'])
  .optional()
  .describe('holds all rows to one sex; give it to every field of the person')
const options = z.strictObject({ sex })

function single(context: KindContext, names: NameList): Maker {
  if (!context.unique) {
    const words = context.maxLength === undefined ? names.words : truncated(names.words, context.maxLength)
    return { capacity: capacityOf(context), make: (rows) => picks(names.indices(rows), words) }
  }
  const own = ownNumbers(context, 1, 1)
  const words = truncated(names.words, own.room)
  return {
    capacity: own.capacity,
    make: (rows) => concat(rows.length, picks(names.indices(rows), words), ' ', ints(own.numbers(rows))),
  }
}

/** What a unique field could hold; 1 where the column has no room for a number. */
function capacityOf(context: KindContext): number {
  return context.maxLength !== undefined && context.maxLength < 3 ? 1 : ownNumbers(context, 1, 1).capacity
}

export const firstName = defineKind({
  name: 'first-name',
  group: 'people',
  summary: 'Given name, of the sex of the person',
  type: 'text',
  options,
  examples: [{}, { sex: 'female' }],
  maker: ({ sex }, context) => single(context, personRecord(context, sex).first),
})

export const middleName = defineKind({
  name: 'middle-name',
  group: 'people',
  summary: 'Second given name',
  type: 'text',
  options,
  maker: ({ sex }, context) => single(context, personRecord(context, sex).middle),
})

export const lastName = defineKind({
  name: 'last-name',
  group: 'people',
  summary: 'Family name, in the form of the person’s sex where the language has two',
  type: 'text',
  options,
  maker: ({ sex }, context) => single(context, personRecord(context, sex).last),
})

export const fullName = defineKind({
  name: 'full-name',
  group: 'people',
  summary: 'Given and family name, in the order of the locale',
  type: 'text',
  options,
  examples: [{}, { sex: 'male' }],
  maker({ sex }, context) {
    const { familyFirst, nameSpace } = context.locale.words
    const person = personRecord(context, sex)
    const shape = { between: nameSpace ? ' ' : '', familyFirst, ascii: false }
    if (!context.unique) {
      const name = nameParts(person, context.maxLength ?? Number.POSITIVE_INFINITY, shape)
      return { capacity: capacityOf(context), make: (rows) => joined(rows, name) }
    }
    const own = ownNumbers(context, 1, 1)
    const name = nameParts(person, own.room, shape)
    return { capacity: own.capacity, make: (rows) => joined(rows, name, ' ', ints(own.numbers(rows))) }
  },
})

export const namePrefix = defineKind({
  name: 'name-prefix',
  group: 'people',
  summary: 'Form of address that fits the person’s sex: Ms., Mr., Dr.',
  type: 'text',
  options,
  maker({ sex }, context) {
    const { prefix } = personRecord(context, sex)
    if (context.unique) return closedListMaker(context, prefix.words)
    const most = context.maxLength
    if (most !== undefined && prefix.words.some((word) => word.length > most))
      return closedListMaker(context, prefix.words)
    return {
      capacity: closedListMaker(context, prefix.words).capacity,
      make: (rows) => picks(prefix.indices(rows), prefix.words),
    }
  },
})

export const nameSuffix = defineKind({
  name: 'name-suffix',
  group: 'people',
  summary: 'What stands behind a name: Jr., PhD',
  type: 'text',
  options: z.strictObject({}),
  maker: (_, context) => closedListMaker(context, context.locale.words.suffix),
})
