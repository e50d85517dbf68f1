import fc from 'fast-check'
import { expect, test } from 'vitest'
import { propertyRuns } from '../../test/property-runs.ts'
import { type FieldType, fieldTypes } from '../model/schema.ts'
import { rowRange, streamOf } from '../random/stream.ts'
import { localeOf } from '../values/locale.ts'
import { makerOf } from '../values/registry.ts'
import { textsOf } from '../values/text-of.ts'
import type { FieldHint } from './field-hint.ts'
import { inferField } from './infer-field.ts'
import { nameRules } from './infer-rules/all.ts'

const names = nameRules.flatMap(({ names }) => names.split('|'))
const bound = fc.oneof(fc.integer({ min: -100_000, max: 100_000 }), fc.integer({ min: -50, max: 50 }))

const hints: fc.Arbitrary<FieldHint> = fc
  .record({
    name: fc.oneof(fc.constantFrom(...names), fc.string({ minLength: 1 })),
    entity: fc.option(fc.constantFrom('customers', 'products', 'orders', 'cities', 'employees'), { nil: undefined }),
    type: fc.constantFrom(...fieldTypes.filter((type) => type !== 'list')),
    unique: fc.boolean(),
    maxLength: fc.option(fc.integer({ min: 1, max: 100 }), { nil: undefined }),
    digits: fc.tuple(fc.integer({ min: 1, max: 15 }), fc.nat(8)),
    bounds: fc.option(fc.tuple(bound, bound), { nil: undefined }),
  })
  .map(({ type, maxLength, digits, bounds, unique, ...rest }) => ({
    ...rest,
    type,
    unique: unique && type !== 'json' && type !== 'boolean',
    ...(type === 'text' ? { maxLength } : {}),
    ...(type === 'decimal' ? { precision: digits[0], scale: Math.min(digits[0], digits[1]) } : {}),
    ...(type === 'integer' && bounds ? { min: Math.min(...bounds), max: Math.max(...bounds) } : {}),
  }))

const rows = 200

test('what is inferred makes values that the field can hold, whatever the field', () => {
  fc.assert(
    fc.property(hints, (hint) => {
      const { kind, options } = inferField(hint)
      const stream = streamOf('fits')
      const maker = makerOf(kind, options ?? {}, {
        stream,
        record: stream,
        unique: hint.unique ?? false,
        locale: localeOf('en'),
        maxLength: hint.maxLength,
        type: hint.type,
        distribution: undefined,
      })
      const texts = textsOf(maker.make(rowRange(0, hint.unique ? Math.min(rows, maker.capacity) : rows)))
      if (hint.unique) expect(new Set(texts).size).toBe(texts.length)
      expect(texts.filter((text) => !held(text, hint))).toEqual([])
    }),
    { numRuns: propertyRuns(1000) },
  )
})

function held(text: string, { type, maxLength, precision, scale = 0, min, max }: FieldHint): boolean {
  if (type === 'text') return [...text].length <= (maxLength ?? Number.POSITIVE_INFINITY)
  const numeric: readonly FieldType[] = ['integer', 'decimal']
  if (!numeric.includes(type)) return true
  const value = Number(text)
  const within = (typeof min !== 'number' || value >= min) && (typeof max !== 'number' || value <= max)
  return within && (precision === undefined || Math.abs(value) < Number(`1e${precision - scale}`))
}
