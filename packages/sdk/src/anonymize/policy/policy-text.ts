import type { MaskingPolicy, TablePolicy } from '../policy.ts'

/**
 * The policy as a file: undecided columns on top, then tables by name, a line for each decision, so that a change is a
 * change of lines. Columns stay in the order that they have. What is read of it is the same policy.
 */
export function policyText(policy: MaskingPolicy): string {
  const { kind, version, locale, undecided, transforms, tables, references, privacy, largeObjects, definition } = policy
  return `${block(0, [
    member('kind', oneLine(kind)),
    member('version', oneLine(version)),
    member('locale', oneLine(locale)),
    member(
      'undecided',
      block(
        1,
        sorted(undecided).map(([name, { why, suggestions }]) =>
          member(name, block(2, [member('why', oneLine(why)), member('suggestions', list(3, suggestions))])),
        ),
      ),
    ),
    member(
      'transforms',
      block(
        1,
        sorted(transforms).map(([name, pinned]) => member(name, oneLine(pinned))),
      ),
    ),
    member(
      'tables',
      block(
        1,
        sorted(tables).map(([name, table]) => member(name, tableText(table))),
      ),
    ),
    member('references', list(1, references)),
    member('privacy', list(1, privacy)),
    ...(largeObjects === undefined ? [] : [member('largeObjects', oneLine(largeObjects))]),
    ...(definition === undefined
      ? []
      : [
          member(
            'definition',
            block(
              1,
              sorted(definition).map(([place, rule]) => member(place, oneLine(rule))),
            ),
          ),
        ]),
  ])}\n`
}

/** Decisions of one table, as they stand under "tables". */
export function tableText({ group, subject, columns }: TablePolicy): string {
  return block(2, [
    ...(group === undefined ? [] : [member('group', oneLine(group))]),
    ...(subject === undefined ? [] : [member('subject', oneLine(subject))]),
    member(
      'columns',
      block(
        3,
        Object.entries(columns).map(([name, decision]) => member(name, oneLine(decision))),
      ),
    ),
  ])
}

/** JSON on one line, as people write it. */
function oneLine(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(oneLine).join(', ')}]`
  if (typeof value !== 'object' || value === null) return JSON.stringify(value)
  const members = Object.entries(value).filter(([, item]) => item !== undefined)
  return members.length === 0 ? '{}' : `{ ${members.map(([name, item]) => member(name, oneLine(item))).join(', ')} }`
}

function sorted<T>(record: Readonly<Record<string, T>>): [string, T][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : 1))
}

function member(name: string, text: string): string {
  return `${JSON.stringify(name)}: ${text}`
}

function block(depth: number, members: readonly string[]): string {
  return lines(depth, '{', members, '}')
}

function list(depth: number, items: readonly unknown[]): string {
  return lines(depth, '[', items.map(oneLine), ']')
}

function lines(depth: number, open: string, parts: readonly string[], close: string): string {
  if (parts.length === 0) return open + close
  const margin = '  '.repeat(depth)
  return `${open}\n${parts.map((part) => `${margin}  ${part}`).join(',\n')}\n${margin}${close}`
}
