import { expect, test } from 'vitest'
import type { ScalarType } from '../masking-schema.ts'
import { compileRule } from '../transforms/compile-rule.ts'
import { exampleSetting } from '../transforms/example-setting.ts'
import { type PersonalClass, personalClasses } from './personal-class.ts'
import { suggestDecision } from './suggest-decision.ts'

const classes = Object.keys(personalClasses).filter((name): name is PersonalClass => name in personalClasses)
const types: readonly ScalarType[] = [
  { kind: 'scalar', form: 'text' },
  { kind: 'scalar', form: 'text', maxLength: 8 },
  { kind: 'scalar', form: 'integer', bits: 32 },
  { kind: 'scalar', form: 'date' },
  { kind: 'scalar', form: 'bytes' },
]

test.each(classes)('a column of %s gets a rule that can be compiled, unique ones too', (name) => {
  for (const type of types) {
    for (const unique of [false, true]) {
      const column = { table: 't', name: 'c', type, nullable: true, unique }
      const rule = suggestDecision(name, column)
      if (rule === undefined) {
        // Bytes and days have no transform that keeps any two of them apart.
        expect([type.form, unique]).toEqual([expect.stringMatching(/bytes|date/), true])
        continue
      }
      const { promises } = compileRule({ transform: rule.transform, options: rule.options }, column, exampleSetting())
      if (unique) expect([rule.transform, promises.unique]).not.toEqual([rule.transform, 'lost'])
    }
  }
})

test('what fits the class is taken before what fits any text', () => {
  const of = (name: PersonalClass) =>
    suggestDecision(name, {
      table: 't',
      name: 'c',
      type: { kind: 'scalar', form: 'text' },
      nullable: true,
      unique: false,
    })?.transform
  const names = ['email', 'phone', 'iban', 'ip', 'city', 'password'] as const
  expect(names.map(of)).toEqual(names)
  expect(of('passport')).toBe('format')
})
