import type { MaskingSchema } from '../masking-schema.ts'
import type { PolicySubject, SoftReference } from '../policy.ts'
import type { Subject } from '../transform.ts'
import { columnsIdentity } from './identity.ts'
import { type Place, referred } from './schema-index.ts'

/** A key of one table that holds values of another's. */
export interface KeyLink {
  readonly table: string
  readonly columns: readonly string[]
  readonly to: { readonly table: string; readonly columns: readonly string[] }
}

/** Keys that the schema knows, and those that the policy adds for every row. */
export function keyLinks(
  schema: MaskingSchema,
  references: readonly SoftReference[],
  places: ReadonlyMap<string, Place>,
): KeyLink[] {
  const known = schema.tables.flatMap(({ name, foreignKeys }) =>
    foreignKeys.map(({ columns, table, references }) => ({ table: name, columns, to: { table, columns: references } })),
  )
  const soft = references.flatMap(({ from, to, where }): KeyLink[] => {
    const [own, other] = [referred(schema, places, from), referred(schema, places, to)]
    if (where || !own?.[0] || !other?.[0] || own.length !== other.length) return []
    const columns = (list: readonly Place[]) => list.map(({ column }) => column.name)
    return [
      {
        table: own[0].table.name,
        columns: columns(own),
        to: { table: other[0].table.name, columns: columns(other) },
      },
    ]
  })
  return [...known, ...soft]
}

export function subjectColumns(subject: PolicySubject | undefined): readonly string[] {
  return subject === undefined ? [] : 'of' in subject ? subject.columns : subject
}

/** What the policy names as the subject of a table's rows; undefined where it names none. */
export function subjectOf(
  subject: PolicySubject | undefined,
  table: string,
  links: readonly KeyLink[],
): Subject | undefined {
  if (subject === undefined) return undefined
  return 'of' in subject ? subject : keyedSubject(table, subject, links)
}

/**
 * The key that the columns hold values of, as far as keys lead: customer_id of a payment is a customer's, as is
 * customer_id of the customer. Keys that lead in a circle are all of the one whose name is the least.
 */
export function keyedSubject(table: string, columns: readonly string[], links: readonly KeyLink[]): Subject {
  const sorted = [...columns].sort()
  const path: Keyed[] = [{ table, columns: sorted, own: sorted }]
  for (let at = path[0]!; ; ) {
    const next = links.flatMap((link) => followed(at, link) ?? []).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))[0]
    if (next === undefined) return { columns: at.own, of: nameOf(at) }
    const before = path.findIndex((one) => nameOf(one) === nameOf(next))
    if (before >= 0) {
      const least = path.slice(before).sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1))[0]!
      return { columns: least.own, of: nameOf(least) }
    }
    path.push(next)
    at = next
  }
}

/** Columns of a key in the order of their names, and the columns of the subject's own table that hold them. */
interface Keyed {
  readonly table: string
  readonly columns: readonly string[]
  readonly own: readonly string[]
}

function nameOf({ table, columns }: Keyed): string {
  return columnsIdentity(table, columns)
}

function followed({ table, columns, own }: Keyed, link: KeyLink): Keyed | undefined {
  if (link.table !== table || link.columns.length !== columns.length) return undefined
  const pairs = columns.flatMap((column, i): [string, string][] => {
    const other = link.to.columns[link.columns.indexOf(column)]
    const of = own[i]
    return other === undefined || of === undefined ? [] : [[other, of]]
  })
  if (pairs.length !== columns.length) return undefined
  pairs.sort(([a], [b]) => (a < b ? -1 : 1))
  return { table: link.to.table, columns: pairs.map(([other]) => other), own: pairs.map(([, of]) => of) }
}
