import { expect, test } from 'vitest'
import { kindNamed, optionNames } from '../../values/registry.ts'
import type { FieldHint } from '../field-hint.ts'
import { fittedOptions } from '../fitted-options.ts'
import { inferField } from '../infer-field.ts'
import { capacityOf } from '../infer-trial.ts'
import { nameRules } from './all.ts'

const cases = nameRules.flatMap((rule) =>
  (rule.types ?? (['text'] as const)).map((type) => ({
    rule,
    type,
    label: `${rule.kind} for ${rule.names.slice(0, 40)} as ${type}`,
  })),
)

test.each(cases)(
  '$label: there is the kind, it takes the options, and it makes values of the type',
  ({ rule, type }) => {
    const kind = kindNamed(rule.kind)
    const hint: FieldHint = { name: 'x', type, maxLength: type === 'text' ? rule.most : undefined }
    const options = fittedOptions(rule.kind, rule.options ?? {}, hint)
    expect(optionNames(kind)).toEqual(expect.arrayContaining(Object.keys(options)))
    expect(kind.options.safeParse(options).error).toBeUndefined()
    expect(capacityOf({ kind: rule.kind, options }, hint)).toBeDefined()
  },
)

test('every name leads to a rule that has it', () => {
  for (const rule of nameRules) {
    for (const name of rule.names.split('|')) {
      const entity = rule.of ? [...rule.of][0] : undefined
      const type = rule.types?.[0] ?? 'text'
      const { why } = inferField({ name, entity, type, maxLength: type === 'text' ? rule.most : undefined })
      expect(why, `${name} in ${entity} as ${type}`).toMatch(/^the name (speaks of|begins with)/)
    }
  }
})
