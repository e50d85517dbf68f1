import fc from 'fast-check'
import { expect, test } from 'vitest'
import { UnderstudyError } from '../../errors.ts'
import type { MaskingColumn, MaskingSchema, MaskingType } from '../masking-schema.ts'
import type { ColumnRule, MaskingPolicy } from '../policy.ts'
import { exampleKey } from '../transforms/example-setting.ts'
import { valueForms } from '../value-form.ts'
import { compilePolicy } from './compile-policy.ts'
import { column, marking, policyOf, table } from './example-schema.ts'
import { columnIdentity } from './identity.ts'

const scalarTypes = fc
  .constantFrom(...valueForms)
  .map((form): MaskingType => ({ kind: 'scalar', form, ...(form === 'enum' ? { values: ['a', 'b'] } : {}) }))
const types: fc.Arbitrary<MaskingType> = fc.oneof(
  scalarTypes,
  scalarTypes.map((element): MaskingType => ({ kind: 'list', element })),
  scalarTypes.map((element): MaskingType => ({ kind: 'range', element })),
  scalarTypes.map((value): MaskingType => ({ kind: 'composite', fields: [{ name: 'f', value }] })),
  fc.constant<MaskingType>({ kind: 'map' }),
  fc.constant<MaskingType>({ kind: 'unknown' }),
)
const names = fc.constantFrom('a', 'b', 'c d', '__proto__', 'constructor', 'x.y', '1')
const columns: fc.Arbitrary<MaskingColumn> = fc
  .record({ name: names, value: types, nullable: fc.boolean(), generated: fc.boolean() })
  .map(({ name, value, ...more }) => column(name, value, more))
const schemas: fc.Arbitrary<MaskingSchema> = fc
  .uniqueArray(
    fc.record({ name: names, columns: fc.uniqueArray(columns, { minLength: 1, selector: ({ name }) => name }) }),
    { minLength: 1, maxLength: 3, selector: ({ name }) => name },
  )
  .chain((tables) =>
    fc.array(fc.tuple(fc.nat(), fc.nat(), fc.nat(), fc.nat()), { maxLength: 3 }).map((links) => ({
      tables: tables.map(({ name, columns }, i) =>
        table(name, columns, {
          keys: [[columns[0]?.name ?? '']],
          foreignKeys: links.flatMap(([from, to, a, b]) => {
            const other = tables[to % tables.length]
            if (from % tables.length !== i || !other) return []
            const pick = (some: readonly MaskingColumn[], at: number) => some[at % some.length]?.name ?? ''
            return [{ columns: [pick(columns, a)], table: other.name, references: [pick(other.columns, b)] }]
          }),
        }),
      ),
    })),
  )

const waiver = { reason: 'r', by: 'b' }
const rules: fc.Arbitrary<ColumnRule> = fc.record(
  {
    transform: fc.constantFrom('mark', 'redact', 'null', 'constant', 'nowhere'),
    options: fc.constantFrom({}, { value: 'a' }),
    domain: fc.constantFrom('d', 'e'),
    subject: fc.constantFrom(['a'], ['b']),
    when: fc.constantFrom('true', 'false', '"a" is null'),
    active: fc.boolean(),
    waiver: fc.constantFrom(waiver, { ...waiver, until: '2020-01-01' }),
  },
  { requiredKeys: ['transform'] },
)

const key = exampleKey('k')
const custom = [marking('mark')]
const today = new Date('2026-01-01T00:00:00Z')

const decisions = fc.option(fc.oneof({ weight: 2, arbitrary: fc.constant('keep' as const) }, rules), {
  freq: 8,
  nil: undefined,
})

/** A policy over any of the schema's columns, some of them left out. */
function policies(schema: MaskingSchema): fc.Arbitrary<MaskingPolicy> {
  const all = schema.tables.flatMap(({ name, columns }) => columns.map((one) => ({ table: name, column: one })))
  return fc.array(decisions, { minLength: all.length, maxLength: all.length }).map((decided) =>
    policyOf(
      Object.fromEntries(
        schema.tables.map(({ name }) => [
          name,
          {
            columns: Object.fromEntries(
              all.flatMap(({ table: of, column: one }, i) => {
                const decision = decided[i]
                return of !== name || decision === undefined || one.generated ? [] : [[one.name, decision]]
              }),
            ),
          },
        ]),
      ),
    ),
  )
}

const cases = schemas.chain((schema) => fc.tuple(fc.constant(schema), policies(schema)))

function compiled(schema: MaskingSchema, policy: MaskingPolicy) {
  try {
    return compilePolicy(policy, schema, { key, custom, today })
  } catch (thrown) {
    if (thrown instanceof UnderstudyError && thrown.code !== 'INTERNAL') return undefined
    throw thrown
  }
}

test('whatever a policy says, values pass as they are only where it says keep, or by a waiver that is recorded', () => {
  let came = 0
  fc.assert(
    fc.property(cases, ([schema, policy]) => {
      const found = compiled(schema, policy)
      if (!found) return
      came++
      const waived = new Set(found.waivers.map(({ about }) => about))
      for (const { table: of, columns: masks } of found.tables.values()) {
        expect(masks.map(({ name }) => name)).toEqual(of.columns.map(({ name }) => name))
        for (const [i, { name, decision, mask }] of masks.entries()) {
          const id = columnIdentity(of.name, name)
          const written = policy.tables[of.name]?.columns
          const own = written && Object.hasOwn(written, name) ? written[name] : undefined
          if (decision === 'generated') expect(of.columns[i]?.generated).toBe(true)
          else if (decision === 'keep') expect(own).toBe('keep')
          else if (decision === 'waived') expect(waived.has(id)).toBe(true)
          else {
            expect(mask).toBeDefined()
            if (typeof own === 'object' && own.when !== undefined) expect(waived.has(id)).toBe(true)
          }
        }
      }
    }),
    { numRuns: 400, seed: 11 },
  )
  expect(came).toBeGreaterThan(20)
})

test('a new column of any type keeps everything from being read, until somebody decides about it', () => {
  let came = 0
  fc.assert(
    fc.property(cases, types, fc.nat(), ([schema, policy], value, at) => {
      if (!compiled(schema, policy)) return
      came++
      const where = at % schema.tables.length
      const grown = schema.tables.map((one, i) =>
        i === where ? { ...one, columns: [...one.columns, column('brand new', value)] } : one,
      )
      expect(() => compilePolicy(policy, { tables: grown }, { key, custom, today })).toThrow(
        expect.objectContaining({ code: 'POLICY_INCOMPLETE', hint: expect.stringContaining('"brand new": ') }),
      )
    }),
    { numRuns: 300, seed: 12 },
  )
  expect(came).toBeGreaterThan(20)
})
