import { describe, expect, test } from 'vitest'
import { isFull } from '../../../../test/full.ts'
import { UnderstudyError } from '../errors.ts'
import type { Vector } from '../model/batch.ts'
import { type FieldType, fieldTypes } from '../model/schema.ts'
import { rowRange, rowsAt } from '../random/stream.ts'
import { exampleContext } from './example-context.ts'
import type { Kind, KindContext, Maker } from './kind.ts'
import { caseless, textLength } from './lists.ts'
import { localeNames, localeOf } from './locale.ts'
import { kindNamed, kinds, makerOf, optionNames } from './registry.ts'
import { textsOf } from './text-of.ts'

type Options = Readonly<Record<string, unknown>>

const examples = kinds().flatMap((kind) => (kind.examples ?? [{}]).map((options) => [kind, options] as const))
const titled = examples.map(
  ([kind, options]) => [`${kind.name} ${JSON.stringify(options).slice(0, 60)}`, kind, options] as const,
)
const uniqueOnes = titled.filter(
  ([, kind, options]) => kind.neverUnique === undefined && makerFor(kind, options).capacity > 0,
)

function makerFor(kind: Kind, options: Options, changes: Partial<KindContext> = {}): Maker {
  return makerOf(kind.name, options, exampleContext(kind.name, changes))
}

/** The maker, or undefined where it is refused as wrong options are: with a code, a kind and something to do. */
function makerOrRefusal(kind: Kind, options: Options, changes: Partial<KindContext>): Maker | undefined {
  try {
    return makerFor(kind, options, changes)
  } catch (thrown) {
    expectRefusal(thrown, kind)
    return undefined
  }
}

function expectRefusal(thrown: unknown, kind: Kind): void {
  if (!(thrown instanceof UnderstudyError)) throw thrown
  expect(thrown.code).toBe('KIND_OPTIONS_INVALID')
  expect(thrown.message).toContain(`kind ${kind.name}: `)
  expect(thrown.hint).not.toBe('')
}

/** `npm run test:full fill` makes ten times as many, for columns of every length. */
const uniqueRows = Number(process.env.UNDERSTUDY_UNIQUE_ROWS ?? 2000)

const first = (count: number, maker: Maker) => rowRange(0, Math.min(count, maker.capacity))
const distinct = (vector: Vector) => new Set(textsOf(vector).map(caseless)).size

describe('a value depends on its row alone: any rows, in any order, give the same', () => {
  test.each(titled)('%s', (_, kind, options) => {
    for (const unique of kind.neverUnique === undefined ? [false, true] : [false]) {
      const maker = unique ? makerOrRefusal(kind, options, { unique }) : makerFor(kind, options)
      if (!maker) continue
      const rows = unique ? first(60, maker) : rowRange(0, 60)
      const whole = textsOf(maker.make(rows))
      const backwards = Float64Array.from(rows.numbers).reverse()
      const again = makerFor(kind, options, { unique })
      expect(textsOf(again.make(rowsAt(backwards))).reverse()).toEqual(whole)
      const cut = Math.floor(rows.length / 3)
      const parts = [again.make(rowsAt(rows.numbers.slice(cut))), again.make(rowsAt(rows.numbers.slice(0, cut)))]
      expect([...textsOf(parts[1]!), ...textsOf(parts[0]!)]).toEqual(whole)
    }
  })
})

describe('another seed gives other values', () => {
  const fixed = new Set(['sequence', 'constant'])
  test.each(titled.filter(([, kind]) => !fixed.has(kind.name)))('%s', (_, kind, options) => {
    const values = (seed: string) =>
      textsOf(makerOf(kind.name, options, exampleContext(kind.name, { seed })).make(rowRange(0, 40)))
    if (new Set(values('a')).size > 1) expect(values('a')).not.toEqual(values('b'))
  })
})

describe('a unique field repeats nothing, not even in another letter case', () => {
  test.each(uniqueOnes)('%s', (_, kind, options) => {
    const maker = makerFor(kind, options, { unique: true })
    const rows = first(options === (kind.examples?.[0] ?? options) ? uniqueRows : uniqueRows / 10, maker)
    expect(distinct(maker.make(rows))).toBe(rows.length)
    // Rows all over the capacity, its last one among them.
    const end = Math.min(maker.capacity, 2 ** 53)
    const spread = [...new Set(Array.from({ length: 500 }, (_, i) => Math.floor(((end - 1) * i) / 499)))]
    expect(distinct(maker.make(rowsAt(Float64Array.from(spread))))).toBe(spread.length)
  })
})

describe('capacity is what it says: that many rows and not one more', () => {
  const small = uniqueOnes.filter(([, kind, options]) => makerFor(kind, options, { unique: true }).capacity <= 5000)
  test.each(small)('%s', (_, kind, options) => {
    const maker = makerFor(kind, options, { unique: true })
    expect(distinct(maker.make(rowRange(0, maker.capacity)))).toBe(maker.capacity)
    expect(() => maker.make(rowRange(maker.capacity, 1))).toThrow(
      expect.objectContaining({ code: 'CAPACITY_EXCEEDED' }),
    )
  })
  test('it is the same whether the field is unique or not', () => {
    const changed = uniqueOnes.flatMap(([title, kind, options]) => {
      const [free, unique] = [makerFor(kind, options), makerFor(kind, options, { unique: true })]
      return free.capacity === unique.capacity || isWidened(kind)
        ? []
        : [`${title}: ${free.capacity} ${unique.capacity}`]
    })
    expect(changed).toEqual([])
  })
})

/** A unique whole number without a largest goes as far as it must; national telephone numbers are of one country. */
function isWidened({ name }: Kind): boolean {
  return name === 'integer' || name === 'phone' || name === 'list'
}

describe('no value is longer than the column, and none is empty', () => {
  const all = Array.from({ length: 40 }, (_, i) => i + 1)
  const lengths = uniqueRows < 20_000 ? [1, 2, 3, 5, 8, 10, 20, 40] : all
  test.each(titled)('%s', (_, kind, options) => {
    for (const maxLength of lengths) {
      for (const unique of [false, true]) {
        const maker = makerOrRefusal(kind, options, { maxLength, unique, type: 'text' })
        if (!maker) continue
        const rows = unique ? first(80, maker) : rowRange(0, 40)
        const values = valuesOrRefusal(() => textsOf(maker.make(rows)), kind)
        if (!values) continue
        const wrong = values.filter((text) => text === '' || textLength(text) > maxLength)
        expect(wrong, `${maxLength} characters, ${unique ? 'unique' : 'any'}`).toEqual([])
        if (!unique) continue
        expect(new Set(values.map(caseless)).size, `${maxLength} characters`).toBe(rows.length)
        const last = rowsAt(Float64Array.of(maker.capacity - 1))
        const end = valuesOrRefusal(() => textsOf(maker.make(last)), kind)
        if (end) expect(textLength(end[0]!)).toBeLessThanOrEqual(maxLength)
        const beyond = rowsAt(Float64Array.of(maker.capacity))
        expect(() => maker.make(beyond), `${maxLength} characters`).toThrow(
          expect.objectContaining({ code: 'CAPACITY_EXCEEDED' }),
        )
      }
    }
  })
})

function valuesOrRefusal(make: () => string[], kind: Kind): string[] | undefined {
  try {
    return make()
  } catch (thrown) {
    expectRefusal(thrown instanceof UnderstudyError ? named(thrown, kind) : thrown, kind)
    return undefined
  }
}

/** What is refused while rows are made has no kind before it yet. */
function named(error: UnderstudyError, kind: Kind): UnderstudyError {
  return new UnderstudyError(error.code, {
    operation: error.operation,
    message: `kind ${kind.name}: ${error.message}`,
    hint: error.hint,
  })
}

/** What a vector must be for a field of a type. */
const vectorsOf: Readonly<Record<FieldType, readonly Vector['type'][]>> = {
  integer: ['int', 'bigint'],
  decimal: ['decimal', 'int', 'bigint', 'float'],
  float: ['float', 'int'],
  boolean: ['bool'],
  text: ['pick', 'concat', 'text'],
  uuid: ['uuid'],
  date: ['date'],
  time: ['time'],
  timestamp: ['timestamp'],
  timestamptz: ['timestamp'],
  json: ['json'],
  bytes: ['bytes'],
  list: ['list'],
}

describe('a field of another type gets values that it can hold, or a refusal', () => {
  test.each(titled)('%s', (_, kind, options) => {
    for (const type of fieldTypes) {
      const maker = makerOrRefusal(kind, options, { type })
      if (!maker) continue
      const vector = maker.make(rowRange(0, 20))
      expect(vectorsOf[type], `${type}: ${vector.type}`).toContain(vector.type)
      if (vector.type === 'timestamp') expect(vector.zoned).toBe(type === 'timestamptz')
    }
    expect(makerFor(kind, options).make(rowRange(0, 5)).nulls).toBeUndefined()
  })
  test.each(kinds().map((kind) => [kind.name, kind] as const))('%s fits the type that it names', (_, kind) => {
    const options = kind.examples?.[0] ?? {}
    expect(vectorsOf[kind.type]).toContain(makerFor(kind, options, { type: kind.type }).make(rowRange(0, 5)).type)
  })
})

describe('every locale has words for every kind', () => {
  const worded = kinds().filter(({ type }) => type === 'text')
  test.each(localeNames().filter((_, at) => isFull || at % 3 === 0))('%s', (name) => {
    const locale = localeOf(name)
    const empty = worded.flatMap((kind) => {
      const options = kind.examples?.[0] ?? {}
      const values = [false, kind.neverUnique === undefined && makerFor(kind, options).capacity > 1].flatMap(
        (unique) => {
          const maker = makerFor(kind, options, { locale, unique })
          return textsOf(maker.make(unique ? first(12, maker) : rowRange(0, 12)))
        },
      )
      return values.some((text) => text.trim() === '' || text.includes('undefined')) ? [kind.name] : []
    })
    expect(empty).toEqual([])
    const emails = textsOf(makerFor(kindNamed('email'), {}, { locale }).make(rowRange(0, 50)))
    expect(emails.filter((email) => !/^[a-z]+([._][a-z]+)?@example\.(com|org|net)$/.test(email))).toEqual([])
  })
})

describe('distributions that a kind names shape it, others are refused', () => {
  test.each(titled)('%s', (_, kind, options) => {
    const weights = [1, 2, 3]
    const all = [
      { name: 'uniform' },
      { name: 'normal' },
      { name: 'log-normal' },
      { name: 'zipf' },
      { name: 'weighted', weights },
      { name: 'seasonal', period: 'week' },
    ] as const
    for (const distribution of all) {
      // Weights of values are a distribution already.
      if ('weights' in options) continue
      const maker = makerOrRefusal(kind, options, { distribution })
      const known = distribution.name === 'uniform' || kind.distributions?.includes(distribution.name) === true
      expect(maker !== undefined, distribution.name).toBe(known)
      maker?.make(rowRange(0, 100))
    }
  })
})

describe('options that a kind does not know are refused, with those that it knows', () => {
  test.each(kinds().map((kind) => [kind.name, kind] as const))('%s', (_, kind) => {
    const wrong = { ...kind.examples?.[0], surely_unknown: 1 }
    const error = errorOf(() => makerFor(kind, wrong))
    expectRefusal(error, kind)
    expect(error).toMatchObject({ details: { kind: kind.name, options: optionNames(kind) } })
    expect((error as Error).message).toContain('surely_unknown')
  })
  test('a wrong value is named by its path', () => {
    expect(
      errorOf(() => makerOf('email', { domains: ['a.test', 'no domain'] }, exampleContext('email'))),
    ).toMatchObject({
      code: 'KIND_OPTIONS_INVALID',
      message: expect.stringContaining('domains.1'),
      hint: 'Its options are domains.',
    })
  })
})

function errorOf(run: () => unknown): unknown {
  try {
    run()
  } catch (thrown) {
    return thrown
  }
  throw new Error('nothing was thrown')
}

describe('kinds are found by name', () => {
  test('with or without their version', () => {
    expect(kindNamed('email')).toBe(kindNamed('email@1'))
    expect(errorOf(() => kindNamed('email@2'))).toMatchObject({ code: 'KIND_UNKNOWN', hint: 'Use email@1.' })
  })
  test('a name that is nearly right gets the right one', () => {
    expect(errorOf(() => kindNamed('firstName'))).toMatchObject({
      code: 'KIND_UNKNOWN',
      hint: 'Did you mean first-name?',
    })
    expect(errorOf(() => kindNamed('emial'))).toMatchObject({ hint: expect.stringContaining('email') })
  })
  test('there are at least 60, no two of one name, each with a group and a summary', () => {
    const names = kinds().map(({ name }) => name)
    expect(names.length).toBeGreaterThanOrEqual(60)
    expect(new Set(names).size).toBe(names.length)
    for (const { name, group, summary } of kinds()) {
      expect(name).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
      expect(group).not.toBe('')
      expect(summary).not.toBe('')
    }
  })
})
