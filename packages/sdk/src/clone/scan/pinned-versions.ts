import type { MaskingSchema } from '../../anonymize/masking-schema.ts'
import { columnIdentity, largeObjectsQuestion } from '../../anonymize/policy/identity.ts'
import { recordingSet } from '../../anonymize/policy/versions.ts'
import type { LargeObjectRule, TablePolicy, Undecided } from '../../anonymize/policy.ts'
import { compileRule, type MaskingSetting, type RuleColumn } from '../../anonymize/transforms/compile-rule.ts'
import { exampleSetting } from '../../anonymize/transforms/example-setting.ts'
import { transformSet } from '../../anonymize/transforms/transform-set.ts'
import { UnderstudyError } from '../../errors.ts'

/** The version of every transform of decisions and suggestions, those inside of other transforms too. */
export function pinnedVersions(
  schema: MaskingSchema,
  undecided: Readonly<Record<string, Undecided>>,
  tables: Readonly<Record<string, TablePolicy>>,
  largeObjects?: LargeObjectRule | undefined,
): Record<string, number> {
  const { transforms, used } = recordingSet(transformSet())
  // Which transforms a rule takes does not depend on the key, and nothing is masked with this one.
  const usual = { ...exampleSetting(), transforms }
  for (const table of schema.tables) {
    const setting = { ...usual, typeOf: (name: string) => table.columns.find((one) => one.name === name)?.value }
    for (const { name, value, nullable } of table.columns) {
      const identity = columnIdentity(table.name, name)
      const own = tables[table.name]?.columns
      const decisions = [
        ...(own !== undefined && Object.hasOwn(own, name) ? [own[name] ?? 'keep'] : []),
        ...(Object.hasOwn(undecided, identity) ? (undecided[identity]?.suggestions ?? []) : []),
      ]
      for (const decision of decisions)
        tried(decision, { table: table.name, name, type: value, nullable, unique: false }, setting)
    }
  }
  const objects = [...(undecided[largeObjectsQuestion]?.suggestions ?? []), ...(largeObjects ? [largeObjects] : [])]
  for (const one of objects) tried(one, bytes, usual)
  const pinned = [...used].map(({ name, version }): [string, number] => [name, version])
  return Object.fromEntries(pinned.sort(([a], [b]) => (a < b ? -1 : 1)))
}

const bytes: RuleColumn = {
  table: largeObjectsQuestion,
  name: 'bytes',
  type: { kind: 'scalar', form: 'bytes' },
  nullable: false,
  unique: false,
}

function tried(decision: Undecided['suggestions'][number], column: RuleColumn, setting: MaskingSetting): void {
  if (typeof decision === 'string' || 'keep' in decision) return
  const { transform, options } = decision
  try {
    compileRule({ transform, options }, column, setting)
  } catch (thrown) {
    // A rule of people that does not fit any more is told where the policy is used.
    if (!(thrown instanceof UnderstudyError)) throw thrown
  }
}
