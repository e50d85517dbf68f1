import { z } from 'zod'
import type { Vector } from '../../model/batch.ts'
import { below } from '../../random/draw.ts'
import { mapFloat64, mapInt32, mapList } from '../../random/map.ts'
import { type Permutation, permutation } from '../../random/permute.ts'
import { type Rows, substream } from '../../random/stream.ts'
import { defineKind, optionsError } from '../define-kind.ts'
import { beyondCapacity } from '../domain.ts'
import type { KindContext } from '../kind.ts'
import { tenTo } from '../list-maker.ts'
import { concat, ints, texts } from '../vectors.ts'
import { type Atlas, atlasOf, countriesOption } from './atlas.ts'
import type { Country } from './country.ts'
import { placeRecord } from './place-record.ts'

/** A block of a numbering plan: all numbers that begin with the same digits. */
interface Block {
  /** Country code and the digits that are fixed. */
  readonly start: number
  /** How many digits follow, and how many numbers that makes. */
  readonly size: number
  /** As the national number is written: # stands for a digit that follows. */
  readonly pattern: string
}

interface Plan {
  readonly blocks: readonly Block[]
  /** Index of the first number of each block. */
  readonly firsts: Float64Array
  readonly size: number
}

/** All patterns end in their free digits, so that a number is start * size + index. */
function planOf(country: Country, patterns: readonly string[], areas: readonly string[]): Plan {
  const written = patterns.flatMap((pattern) =>
    pattern.includes('A') ? areas.map((area) => pattern.replace('A', area)) : [pattern],
  )
  const blocks = [...new Set(written)].map((pattern) => {
    const fixed = pattern.replace(/[#\D]/g, '')
    return { start: Number(country.dial + fixed), size: tenTo(pattern.split('#').length - 1), pattern }
  })
  const firsts = new Float64Array(blocks.length)
  for (let i = 1; i < blocks.length; i++) firsts[i] = firsts[i - 1]! + blocks[i - 1]!.size
  const last = blocks.at(-1)
  return { blocks, firsts, size: last ? firsts.at(-1)! + last.size : 0 }
}

interface Picked {
  readonly block: Block
  readonly index: number
}

function pickedAt({ blocks, firsts }: Plan, index: number): Picked {
  let low = 0
  for (let high = blocks.length; high - low > 1; ) {
    const middle = (low + high) >> 1
    if (firsts[middle]! <= index) low = middle
    else high = middle
  }
  return { block: blocks[low]!, index: index - firsts[low]! }
}

/** Numbers of a unique field: those kept free for tests first, then any that the country's plan allows. */
interface UniquePlan {
  readonly fictional: Plan
  readonly valid: Plan
  readonly fictionalOrder: Permutation | undefined
  readonly validOrder: Permutation | undefined
  readonly size: number
}

type Numbers = 'fictional' | 'valid' | undefined

function uniquePlan(context: KindContext, country: Country, numbers: Numbers): UniquePlan {
  const areas = [...new Set(country.cities.map(({ area }) => area))]
  const none: Plan = { blocks: [], firsts: new Float64Array(0), size: 0 }
  const fictional = numbers === 'valid' ? none : planOf(country, country.fictional, areas)
  const valid = numbers === 'fictional' && fictional.size > 0 ? none : planOf(country, country.phones, areas)
  const order = (plan: Plan, name: string) =>
    plan.size > 0 ? permutation(substream(context.stream, country.code, name), plan.size) : undefined
  return {
    fictional,
    valid,
    fictionalOrder: order(fictional, 'fictional'),
    validOrder: order(valid, 'valid'),
    size: fictional.size + valid.size,
  }
}

function uniquePick({ fictional, valid, fictionalOrder, validOrder }: UniquePlan, row: number): Picked {
  if (fictionalOrder && row < fictional.size) return pickedAt(fictional, fictionalOrder.at(row))
  if (!validOrder) throw beyondCapacity(fictional.size)
  return pickedAt(valid, validOrder.at(row - fictional.size))
}

type Format = 'e164' | 'international' | 'national' | 'digits'

function write({ block, index }: Picked, { dial, trunk }: Country, format: Format): string {
  let free = String(index).padStart(String(block.size).length - 1, '0')
  if (block.size === 1) free = ''
  let at = 0
  const national = block.pattern.replace(/#/g, () => free[at++]!)
  if (format === 'international') return `+${dial} ${national}`
  return format === 'digits' ? `${trunk}${national}`.replace(/\D/g, '') : `${trunk}${national}`
}

/** The longest text that a format gives. */
function lengthOf(countries: readonly Country[], format: Format): number {
  return Math.max(
    ...countries.map((country) => {
      const areas = Math.max(...country.cities.map(({ area }) => area.length))
      const widths = [...country.phones, ...country.fictional].map((pattern) => {
        const text = pattern.replace('A', '0'.repeat(areas))
        const digits = text.replace(/[^\d#]/g, '').length
        if (format === 'e164') return 1 + country.dial.length + digits
        if (format === 'international') return 2 + country.dial.length + text.length
        return format === 'digits' ? country.trunk.trim().length + digits : country.trunk.length + text.length
      })
      return Math.max(...widths)
    }),
  )
}

export const phone = defineKind({
  name: 'phone',
  group: 'places',
  summary:
    'Telephone number of the row’s country. Where its regulator keeps numbers free for films and tests, those; a unique field goes on to other valid numbers when they are used up',
  type: 'text',
  options: z.strictObject({
    countries: countriesOption,
    format: z
      .enum(['e164', 'international', 'national', 'digits'])
      .optional()
      .describe('default e164, or digits of the national number in a column too short for that'),
    numbers: z
      .enum(['fictional', 'valid'])
      .optional()
      .describe('fictional: never a number that could ring, where the country has such; valid: any of the plan'),
  }),
  examples: [{}, { countries: ['FR', 'GB'], format: 'national' }, { format: 'international', numbers: 'valid' }],
  maker({ countries, format: wanted, numbers }, context) {
    const whole = atlasOf(context.locale, countries)
    const asNumber = context.type === 'integer'
    const room = asNumber ? Number.POSITIVE_INFINITY : (context.maxLength ?? Number.POSITIVE_INFINITY)
    const format = wanted ?? (lengthOf(whole.countries, 'e164') <= room ? 'e164' : 'digits')
    const fitting = whole.countries.filter((country) => lengthOf([country], format) <= room)
    if (fitting.length === 0) {
      const least = Math.min(...whole.countries.map((country) => lengthOf([country], format)))
      throw optionsError(`telephone numbers take at least ${least} characters, and the column holds ${room}`)
    }
    // National numbers of two countries may be the same; and in a short column only some countries' numbers fit.
    const mixed = context.unique && (format === 'national' || format === 'digits')
    const single = mixed || fitting.length < whole.countries.length
    const atlas = single ? atlasOf(context.locale, [fitting[0]!.code]) : whole
    const place = placeRecord(context, atlas)
    const countryAt = (rows: Rows) => mapInt32(place.city(rows), (city) => atlas.countryAt[city]!)
    const unique = atlas.countries.map((country) => uniquePlan(context, country, numbers))
    const capacity = Math.min(...unique.map(({ size }) => size))

    const plans = context.unique ? [] : cityPlans(atlas, numbers)
    const flat = flatPlans(plans)
    const written = (rows: Rows): Float64Array => {
      if (context.unique) {
        const pick = picked(rows)
        return mapFloat64(rows.numbers, (_, i) => {
          const { block, index } = pick(i)
          return block.start * block.size + index
        })
      }
      const cities = place.city(rows)
      const plan = place.draw(rows, 'phonePlan')
      const drawn = place.draw(rows, 'phone')
      const out = new Float64Array(rows.length)
      for (let i = 0; i < out.length; i++) {
        const city = cities[i]!
        const block = flat.first[city]! + below(plan[i]!, flat.count[city]!)
        out[i] = flat.start[block]! + below(drawn[i]!, flat.size[block]!)
      }
      return out
    }
    const picked = (rows: Rows): ((i: number) => Picked) => {
      if (context.unique) {
        const at = countryAt(rows)
        return (i) => {
          const row = rows.numbers[i]!
          if (row >= capacity) throw beyondCapacity(capacity)
          return uniquePick(unique[at[i]!]!, row)
        }
      }
      const cities = place.city(rows)
      const plan = place.draw(rows, 'phonePlan')
      const drawn = place.draw(rows, 'phone')
      return (i) => {
        const { blocks } = plans[cities[i]!]!
        const block = blocks[below(plan[i]!, blocks.length)]!
        return { block, index: below(drawn[i]!, block.size) }
      }
    }
    return {
      capacity,
      make: (rows): Vector => {
        if (asNumber || format === 'e164') {
          const numbers = ints(written(rows))
          return asNumber ? numbers : concat(rows.length, '+', numbers)
        }
        const pick = picked(rows)
        const at = countryAt(rows)
        return texts(mapList(at, (country, i) => write(pick(i), atlas.countries[country]!, format)))
      },
    }
  },
})

/** The blocks of all plans end to end: those of plan i are `count[i]` from `first[i]` on. */
function flatPlans(plans: readonly Plan[]) {
  const blocks = plans.flatMap((plan) => plan.blocks)
  const first = new Int32Array(plans.length)
  for (let i = 1; i < first.length; i++) first[i] = first[i - 1]! + plans[i - 1]!.blocks.length
  return {
    first,
    count: mapInt32(plans, (plan) => plan.blocks.length),
    /** The first number of a block. */
    start: mapFloat64(blocks, ({ start, size }) => start * size),
    size: mapFloat64(blocks, ({ size }) => size),
  }
}

/** For each city its own numbers: with its area code, where the country has them. */
function cityPlans(atlas: Atlas, numbers: Numbers): Plan[] {
  return atlas.cities.map((city, i) => {
    const country = atlas.countries[atlas.countryAt[i]!]!
    const patterns = numbers !== 'valid' && country.fictional.length > 0 ? country.fictional : country.phones
    return planOf(country, patterns, [city.area])
  })
}
