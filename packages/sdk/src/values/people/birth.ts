import { z } from 'zod'
import { civilDateOf } from '../../model/calendar.ts'
import { indexShape } from '../../random/distribution.ts'
import { mapFloat64, mapInt32 } from '../../random/map.ts'
import type { Rows } from '../../random/stream.ts'
import { defineKind, indexDistributions, optionsError } from '../define-kind.ts'
import { domainMaker } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { dateOption, dayOf, REFERENCE_DATE } from '../time/window.ts'
import { dates, ints } from '../vectors.ts'
import { personRecord } from './person-record.ts'

const options = z.strictObject({
  min: z.number().int().min(0).max(150).default(18).describe('youngest age in years'),
  max: z.number().int().min(0).max(150).default(80).describe('oldest age in years'),
  reference: dateOption.default(REFERENCE_DATE).describe('the day on which it is that old'),
})
type Options = z.output<typeof options>

const DAYS_PER_YEAR = 365.2425

/** Days of birth from the oldest to the youngest; age and birthdate of a person agree where their options do. */
function birthdays({ min, max, reference }: Options) {
  if (min > max) throw optionsError('min is above max')
  const day = dayOf(reference)
  const { year, month, day: dayOfMonth } = civilDateOf(day)
  const first = day - Math.floor((max + 1) * DAYS_PER_YEAR) + 1
  const last = day - Math.ceil(min * DAYS_PER_YEAR)
  const ageOf = (birth: number) => {
    const born = civilDateOf(birth)
    const before = month < born.month || (month === born.month && dayOfMonth < born.day)
    return Math.min(max, Math.max(min, year - born.year - (before ? 1 : 0)))
  }
  return { first, last, size: last - first + 1, ageOf }
}

function birthOf(context: KindContext, chosen: Options): (rows: Rows) => Int32Array {
  const { last, size } = birthdays(chosen)
  // Mean and deviation are given in years of age, so the scale runs from the youngest.
  const shape = indexShape(context.distribution, size, { first: chosen.min, step: 1 / DAYS_PER_YEAR })
  const person = personRecord(context)
  return (rows) => mapInt32(person.birth(rows), (word) => last - shape(word / 4294967296))
}

export const birthdate = defineKind({
  name: 'birthdate',
  group: 'people',
  summary: 'Day of birth; agrees with the age of the same record',
  type: 'date',
  options,
  distributions: indexDistributions,
  examples: [{}, { min: 0, max: 5, reference: '2024-02-29' }],
  maker(chosen, context) {
    const { first, size } = birthdays(chosen)
    if (context.unique) {
      return domainMaker(context, { size, vector: (indices) => dates(mapInt32(indices, (i) => first + i)) })
    }
    const births = birthOf(context, chosen)
    return { capacity: size, make: (rows) => dates(births(rows)) }
  },
})

export const age = defineKind({
  name: 'age',
  group: 'people',
  summary: 'Age in whole years; agrees with the birthdate of the same record',
  type: 'integer',
  options,
  distributions: indexDistributions,
  examples: [{}, { min: 6, max: 12 }],
  maker(chosen, context) {
    const { min, max } = chosen
    const { ageOf } = birthdays(chosen)
    const size = max - min + 1
    if (context.unique)
      return domainMaker(context, { size, vector: (indices) => ints(mapFloat64(indices, (i) => min + i)) })
    const births = birthOf(context, chosen)
    return { capacity: size, make: (rows) => ints(mapFloat64(births(rows), ageOf)) }
  },
})
