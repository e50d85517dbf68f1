import type { MaskingSchema } from '../masking-schema.ts'
import type { MaskingPolicy } from '../policy.ts'
import type { Findings } from './findings.ts'
import { columnIdentity } from './identity.ts'
import { type Place, referred } from './schema-index.ts'

export interface Tie {
  readonly from: Place
  readonly to: Place
}

/** The first follows the second in those rows of which a column says so. */
export interface ConditionalTie extends Tie {
  readonly column: string
  readonly equals: string
}

export interface Ties {
  /** By the column's identity; every column is in one group, most of them alone. */
  readonly groups: ReadonlyMap<string, Group>
  /** By the identity of the column that follows. */
  readonly conditional: ReadonlyMap<string, readonly ConditionalTie[]>
}

/** Columns that hold each other's values, however many keys lie between. */
export interface Group {
  readonly members: readonly Place[]
  readonly ties: readonly Tie[]
  /** Columns that hold values of these in some of their rows. */
  readonly guests: readonly Place[]
}

/** What must be masked alike: keys that the database knows, and those that the policy adds. */
export function tiesOf(
  schema: MaskingSchema,
  policy: MaskingPolicy,
  places: ReadonlyMap<string, Place>,
  findings: Findings,
): Ties {
  const ties: Tie[] = schema.tables.flatMap((table) =>
    table.foreignKeys.flatMap((key) =>
      key.columns.flatMap((column, i) => {
        const from = places.get(columnIdentity(table.name, column))
        const to = places.get(columnIdentity(key.table, key.references[i] ?? ''))
        return from && to ? [{ from, to }] : []
      }),
    ),
  )
  const conditional = new Map<string, ConditionalTie[]>()
  policy.references.forEach(({ from, to, where }, i) => {
    const [first, second] = [referred(schema, places, from), referred(schema, places, to)]
    const at = `references[${i}]`
    if (!first) findings.add('POLICY_MISMATCH', `${at}.from`, `names no columns of the schema: ${from}`)
    if (!second) findings.add('POLICY_MISMATCH', `${at}.to`, `names no columns of the schema: ${to}`)
    if (!first || !second) return
    if (first.length !== second.length) {
      findings.add('POLICY_INVALID', at, 'names more columns on one side than on the other')
      return
    }
    const named = where && places.get(columnIdentity(first[0]?.table.name ?? '', where.column))
    if (where && (!named || named.column.generated)) {
      findings.add('POLICY_MISMATCH', `${at}.where.column`, 'names no column that is read with the row')
      return
    }
    first.forEach((one, j) => {
      const other = second[j]
      if (!other) return
      if (!where) ties.push({ from: one, to: other })
      else conditional.set(one.id, [...(conditional.get(one.id) ?? []), { from: one, to: other, ...where }])
    })
  })
  const copied = ties.filter(({ from, to }) => !from.column.generated && !to.column.generated)
  return { groups: grouped(places, copied, [...conditional.values()].flat()), conditional }
}

function grouped(
  places: ReadonlyMap<string, Place>,
  ties: readonly Tie[],
  conditional: readonly ConditionalTie[],
): Map<string, Group> {
  const parent = new Map<string, string>()
  const rootOf = (id: string): string => {
    let root = id
    for (let above = parent.get(root); above !== undefined; above = parent.get(root)) root = above
    return root
  }
  for (const { from, to } of ties) {
    const [a, b] = [rootOf(from.id), rootOf(to.id)]
    if (a !== b) parent.set(a, b)
  }
  const found = new Map<string, { members: Place[]; ties: Tie[]; guests: Place[] }>()
  const groupAt = (id: string) => {
    const root = rootOf(id)
    const group = found.get(root) ?? { members: [], ties: [], guests: [] }
    found.set(root, group)
    return group
  }
  for (const place of places.values()) groupAt(place.id).members.push(place)
  for (const tie of ties) groupAt(tie.from.id).ties.push(tie)
  for (const { from, to } of conditional) groupAt(to.id).guests.push(from)
  return new Map([...places.keys()].map((id) => [id, groupAt(id)]))
}
