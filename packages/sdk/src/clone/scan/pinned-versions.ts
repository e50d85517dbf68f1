import type { MaskingSchema } from '../../anonymize/masking-schema.ts'
import { columnIdentity } from '../../anonymize/policy/identity.ts'
import { recordingSet } from '../../anonymize/policy/versions.ts'
import type { ColumnDecision, TablePolicy, Undecided } from '../../anonymize/policy.ts'
import { compileRule } from '../../anonymize/transforms/compile-rule.ts'
import { exampleSetting } from '../../anonymize/transforms/example-setting.ts'
import { transformSet } from '../../anonymize/transforms/transform-set.ts'
import { UnderstudyError } from '../../errors.ts'

/** The version of every transform of decisions and suggestions, those inside of other transforms too. */
export function pinnedVersions(
  schema: MaskingSchema,
  undecided: Readonly<Record<string, Undecided>>,
  tables: Readonly<Record<string, TablePolicy>>,
): Record<string, number> {
  const { transforms, used } = recordingSet(transformSet())
  // Which transforms a rule takes does not depend on the key, and nothing is masked with this one.
  const usual = { ...exampleSetting(), transforms }
  for (const table of schema.tables) {
    const setting = { ...usual, typeOf: (name: string) => table.columns.find((one) => one.name === name)?.value }
    for (const { name, value, nullable } of table.columns) {
      const identity = columnIdentity(table.name, name)
      const own = tables[table.name]?.columns
      const decisions: readonly ColumnDecision[] = [
        ...(own !== undefined && Object.hasOwn(own, name) ? [own[name] ?? 'keep'] : []),
        ...(Object.hasOwn(undecided, identity) ? (undecided[identity]?.suggestions ?? []) : []),
      ]
      for (const decision of decisions) {
        if (decision === 'keep') continue
        try {
          compileRule(
            { transform: decision.transform, options: decision.options },
            { table: table.name, name, type: value, nullable, unique: false },
            setting,
          )
        } catch (thrown) {
          // A rule of people that does not fit any more is told where the policy is used.
          if (!(thrown instanceof UnderstudyError)) throw thrown
        }
      }
    }
  }
  const pinned = [...used].map(({ name, version }): [string, number] => [name, version])
  return Object.fromEntries(pinned.sort(([a], [b]) => (a < b ? -1 : 1)))
}
