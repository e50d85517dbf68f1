import { z } from 'zod'
import { mapInt32 } from '../../random/map.ts'
import { defineKind } from '../define-kind.ts'
import { closedListMaker } from '../list-maker.ts'
import { longest } from '../lists.ts'
import { picks } from '../vectors.ts'
import { personRecord } from './person-record.ts'

const letters = ['F', 'M'] as const
const sexes = ['female', 'male'] as const
const genders = ['Woman', 'Man', 'Non-binary'] as const

export const sex = defineKind({
  name: 'sex',
  group: 'people',
  summary: 'Sex of the person, as its given name has it',
  type: 'text',
  options: z.strictObject({
    values: z
      .array(z.string().min(1))
      .length(2)
      .optional()
      .describe('what stands for female and male; default female and male, F and M in a short column'),
  }),
  examples: [{}, { values: ['w', 'm'] }],
  maker({ values }, context) {
    const words = values ?? (context.maxLength !== undefined && context.maxLength < longest(sexes) ? letters : sexes)
    const closed = closedListMaker(context, words)
    if (context.unique || longest(words) > (context.maxLength ?? Number.POSITIVE_INFINITY)) return closed
    const person = personRecord(context)
    const other = Int32Array.of(1, 0)
    return {
      capacity: closed.capacity,
      make: (rows) =>
        picks(
          mapInt32(person.sex(rows), (isFemale) => other[isFemale]!),
          words,
        ),
    }
  },
})

/** One person in fifty. */
const NON_BINARY = 85_899_346

export const gender = defineKind({
  name: 'gender',
  group: 'people',
  summary: 'Gender that the person states: mostly as its given name suggests',
  type: 'text',
  options: z.strictObject({}),
  maker(_, context) {
    const closed = closedListMaker(context, genders)
    if (context.unique || longest(genders) > (context.maxLength ?? Number.POSITIVE_INFINITY)) return closed
    const person = personRecord(context)
    return {
      capacity: closed.capacity,
      make: (rows) => {
        const isFemale = person.sex(rows)
        const style = person.style(rows)
        return picks(
          isFemale.reduce((out, female, i) => {
            out[i] = style[i]! < NON_BINARY ? 2 : 1 - female
            return out
          }, new Int32Array(rows.length)),
          genders,
        )
      },
    }
  },
})
