import { singular, wordsOf } from '../../generate/infer-words.ts'
import type { MaskingSchema, MaskingTable } from '../masking-schema.ts'
import type { DetectedTable } from './detect-table.ts'
import { people } from './names/name-rule.ts'
import { type PersonalClass, weightOf } from './personal-class.ts'
import type { TypedKey } from './with-soft-keys.ts'

export interface Standing {
  /** It names people, or its rows belong to rows that do, or it could not be read. */
  readonly concernsPeople: boolean
  /** Columns that say whose row it is; empty where nothing does. */
  readonly subject: readonly string[]
}

const naming: ReadonlySet<PersonalClass> = new Set<PersonalClass>([
  ...(['email', 'phone', 'first-name', 'last-name', 'full-name', 'username', 'street-address', 'birth-date'] as const),
  ...(['national-id', 'passport', 'iban', 'card', 'bank-account', 'password'] as const),
])
/** What stands for the person, and not for where they live. */
const whole: ReadonlySet<PersonalClass> = new Set<PersonalClass>([
  ...(['email', 'first-name', 'last-name', 'full-name', 'username', 'birth-date', 'national-id', 'passport'] as const),
])
/** How many keys away from people a row may be and still be theirs: an order's line is two from its customer. */
const reach = 2

/** Which tables are about people, and by which columns a row is known to be somebody's. */
export function standings(
  schema: MaskingSchema,
  detected: ReadonlyMap<string, DetectedTable>,
  least: number,
  typed: readonly TypedKey[] = [],
): ReadonlyMap<string, Standing> {
  const found = (name: string, holds: (name: PersonalClass) => boolean): number =>
    (detected.get(name)?.columns ?? []).filter(({ findings }) =>
      findings.some((finding) => finding.confidence >= least && holds(finding.class)),
    ).length
  const named = new Map(schema.tables.map((table) => [table.name, found(table.name, (one) => naming.has(one))]))
  const distance = new Map<string, number>()
  for (const { name } of schema.tables) {
    const sensitive = found(name, (one) => weightOf(one) === 'sensitive' || weightOf(one) === 'direct')
    if (isOfPlaces(name) && (named.get(name) ?? 0) < 2) continue
    if ((named.get(name) ?? 0) > 0 || (sensitive > 0 && isOfPeople(name)) || detected.get(name)?.unread !== undefined)
      distance.set(name, 0)
  }
  for (let round = 0; round < reach; round++) {
    for (const table of schema.tables) {
      if (distance.has(table.name)) continue
      const some = typed.filter(({ from }) => from.table.name === table.name).map(({ to }) => to.table.name)
      const owners = [...table.foreignKeys.map((key) => key.table), ...some].filter((name) => !isMaker(name))
      const nearest = Math.min(...owners.map((name) => distance.get(name) ?? Number.POSITIVE_INFINITY))
      if (nearest === round) distance.set(table.name, round + 1)
    }
  }
  const persons = new Map(schema.tables.map((table) => [table.name, found(table.name, (one) => whole.has(one))]))
  return new Map(
    schema.tables.map((table) => [
      table.name,
      {
        concernsPeople: distance.has(table.name),
        subject: subjectOf(table, persons, distance, () => ownValues(table, detected.get(table.name), least)),
      },
    ]),
  )
}

function isOfPeople(table: string): boolean {
  return wordsOf(table.split('.').at(-1) ?? '').some((word) => people.has(singular(word)))
}

/** A list of places, whoever governs them. */
function isOfPlaces(table: string): boolean {
  return wordsOf(table.split('.').at(-1) ?? '')
    .map(singular)
    .every((word) =>
      /^(country|city|town|state|region|district|province|department|territory|continent|currency|language|code|list|us|pay|ville|stadt|land)$/.test(
        word,
      ),
    )
}

/** What a product is of, or comes from, is not whose it is. */
function isMaker(table: string): boolean {
  return wordsOf(table.split('.').at(-1) ?? '')
    .map(singular)
    .some((word) =>
      /^(supplier|vendor|shipper|manufacturer|brand|publisher|artist|author|store|shop|address|department)$/.test(word),
    )
}

/** Of people: the key, or what they are known by. Of what is theirs: the key by which it refers to them, the one that is named after people first. */
function subjectOf(
  table: MaskingTable,
  named: ReadonlyMap<string, number>,
  distance: ReadonlyMap<string, number>,
  ownOf: () => readonly string[],
): readonly string[] {
  if (!distance.has(table.name)) return []
  const toPeople = table.foreignKeys.filter((key) => key.table !== table.name && (named.get(key.table) ?? 0) > 0)
  const best = toPeople.toSorted(
    (a, b) => rank(b.table) - rank(a.table) || (named.get(b.table) ?? 0) - (named.get(a.table) ?? 0),
  )[0]
  const own = named.get(table.name) ?? 0
  if (best !== undefined && (own < 2 || rank(best.table) > Math.max(1, rank(table.name)))) return best.columns
  return own > 0 ? (table.keys[0] ?? ownOf()) : []
}

/**
 * Of a person without a key: the value that nobody shares with them, the surest kind first, if next to everybody has one; or
 * all that they are called by.
 */
function ownValues(table: MaskingTable, detected: DetectedTable | undefined, least: number): readonly string[] {
  const columnsOf = (...classes: readonly PersonalClass[]) =>
    (detected?.columns ?? []).flatMap(({ name, findings }) => {
      const [top] = findings.filter(({ confidence, path }) => confidence >= least && path === undefined)
      const column = table.columns.find((one) => one.name === name)
      const isPlain = column?.value.kind === 'scalar' && !column.generated
      return top && isPlain && classes.includes(top.class) ? [name] : []
    })
  const own = (['national-id', 'email', 'username', 'passport'] as const).flatMap((one) => columnsOf(one).slice(0, 1))
  const valuesOf = (column: string) => detected?.columns.find(({ name }) => name === column)?.values ?? 0
  const rows = Math.max(0, ...(detected?.columns ?? []).map(({ values }) => values))
  const ofAll = own.find((column) => valuesOf(column) >= nearlyAll * rows)
  if (ofAll !== undefined) return [ofAll]
  const called = columnsOf('first-name', 'middle-name', 'last-name', 'full-name', 'birth-date')
  return called.length > 0 ? called : own.slice(0, 1)
}

const nearlyAll = 0.95

/** Whose data it is rather than who worked on it. */
function rank(table: string): number {
  const words = wordsOf(table.split('.').at(-1) ?? '').map(singular)
  if (
    words.some((word) =>
      /^(customer|client|patient|user|member|person|student|subscriber|guest|kunde|cliente|usuario)$/.test(word),
    )
  )
    return 2
  return words.some((word) => /^(staff|employee|agent|address|store)$/.test(word)) ? 0 : 1
}
