import { createHash } from 'node:crypto'
import { localeOf } from '../../values/locale.ts'
import { DerivedKey } from '../key/derived-key.ts'
import type { MaskingKey } from '../key/masking-key.ts'
import type { ScalarType } from '../masking-schema.ts'
import type { NestedRule, RowValues } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import { type CompiledRule, compileRule, type MaskingSetting, type RuleColumn } from './compile-rule.ts'
import { transformSet } from './transform-set.ts'

/** A table of which nobody has said anything, and a key that everybody knows: for documentation, golden files and tests. */
export function exampleSetting(changes: Partial<MaskingSetting> = {}): MaskingSetting {
  return {
    key: exampleKey('example'),
    locale: localeOf('en'),
    subject: undefined,
    transforms: transformSet(),
    typeOf: () => undefined,
    dialect: 'postgres',
    ...changes,
  }
}

export function exampleColumn(form: ValueForm, changes: Partial<RuleColumn> = {}): RuleColumn & { type: ScalarType } {
  const type = { kind: 'scalar', form } as const
  return { table: 'public.examples', name: 'example', nullable: true, unique: false, ...changes, type }
}

export function exampleRule(rule: NestedRule, form: ValueForm, changes: Partial<MaskingSetting> = {}): CompiledRule {
  return compileRule(rule, exampleColumn(form), exampleSetting(changes))
}

/** A row that holds nothing but what is given. */
export function exampleRow(values: Readonly<Record<string, string | null>> = {}): RowValues {
  return { text: (column) => values[column] ?? null }
}

export function exampleKey(secret: string): MaskingKey {
  return new DerivedKey(createHash('sha256').update(secret).digest())
}
