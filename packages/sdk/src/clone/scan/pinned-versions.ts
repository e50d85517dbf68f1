import type { TablePolicy, Undecided } from '../../anonymize/policy.ts'
import { transforms } from '../../anonymize/transforms/registry.ts'

/** The version of every transform that stands in decisions or suggestions, inside of other rules too. */
export function pinnedVersions(
  undecided: Readonly<Record<string, Undecided>>,
  tables: Readonly<Record<string, TablePolicy>>,
): Record<string, number> {
  const named = new Set<string>()
  collect(
    [
      Object.values(undecided).map(({ suggestions }) => suggestions),
      Object.values(tables).map(({ columns }) => columns),
    ],
    named,
  )
  const pinned = transforms()
    .filter(({ name }) => named.has(name))
    .map(({ name, version }): [string, number] => [name, version])
  return Object.fromEntries(pinned.sort(([a], [b]) => (a < b ? -1 : 1)))
}

/** A rule is its transform's name, or an object that says it; a text that only looks like a name pins one more, which does no harm. */
function collect(value: unknown, named: Set<string>): void {
  if (typeof value === 'string') named.add(value)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, named)
}
