import type { MaskingPolicy } from '../policy.ts'

/** What a policy says of some tables alone, such as the one that a file holds; of large objects and the definition, which are of none, nothing. */
export function policyFor(policy: MaskingPolicy, tables: readonly string[]): MaskingPolicy {
  const isOf = (name: string) => tables.some((table) => name.startsWith(`${table}.`))
  const only = <T>(record: Readonly<Record<string, T>>, holds: (name: string) => boolean) =>
    Object.fromEntries(Object.entries(record).filter(([name]) => holds(name)))
  return {
    ...policy,
    undecided: only(policy.undecided, isOf),
    tables: only(policy.tables, (name) => tables.includes(name)),
    largeObjects: undefined,
    definition: undefined,
    references: policy.references.filter(({ from, to }) => isOf(from) && isOf(to)),
    privacy: policy.privacy.filter(({ table }) => tables.includes(table)),
  }
}
