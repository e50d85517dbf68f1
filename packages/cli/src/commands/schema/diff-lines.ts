import {
  type ChangedObject,
  type Fact,
  factsOf,
  type ObjectId,
  type SchemaDefinition,
  type SchemaDiff,
} from '@understudy/sdk/schema'
import { counted } from '../../terminal/amounts.ts'
import type { Line, Look } from '../../terminal/line.ts'
import { oneLine } from '../../terminal/printable.ts'
import { groupBy } from './group-by.ts'
import { isNews } from './is-news.ts'
import { lineDiff } from './line-diff.ts'
import { partText } from './part-text.ts'

type Mark = '+' | '-' | '~'
const looks = { '+': 'added', '-': 'removed', '~': 'changed' } as const satisfies Record<Mark, Look>

interface Entry {
  readonly mark: Mark
  readonly id: ObjectId
  readonly fact: Fact | undefined
  readonly changed?: ChangedObject
}

/** A difference as a reviewer reads it: grouped by the object at the top, its parts below. */
export function diffLines(diff: SchemaDiff, a: SchemaDefinition, b: SchemaDefinition): Line[] {
  const before = factsOf(a)
  const after = factsOf(b)
  const entries: Entry[] = [
    ...diff.removed.map(({ id }): Entry => ({ mark: '-', id, fact: before.get(id) })),
    ...diff.changed.map((changed): Entry => ({ mark: '~', id: changed.id, fact: after.get(changed.id), changed })),
    ...diff.added.map(({ id }): Entry => ({ mark: '+', id, fact: after.get(id) })),
  ]
  const topOf = (id: ObjectId): ObjectId => {
    const parent = (after.get(id) ?? before.get(id))?.parent ?? null
    return parent === null ? id : topOf(parent)
  }
  const groups = groupBy(entries, ({ id }) => topOf(id))
  return [
    ...diff.renamed.map(
      ({ from, to }): Line => ({ text: `~ ${oneLine(from)} is now ${oneLine(to)}`, look: 'changed' }),
    ),
    ...[...groups]
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .flatMap(([top, some]) => groupLines(top, some, b.engine)),
    ...diff.notCompared.map((text): Line => ({ text: `not compared: ${oneLine(text)}`, look: 'faint' })),
  ]
}

/** In numbers. */
export function diffSummary({ added, removed, changed, renamed, renameCandidates }: SchemaDiff): string {
  const parts = [
    added.length > 0 && `${added.length} added`,
    removed.length > 0 && `${removed.length} removed`,
    changed.length > 0 && `${changed.length} changed`,
    renamed.length > 0 && `${renamed.length} renamed`,
  ].filter((part) => part !== false)
  const maybe = renameCandidates.length > 0 ? `; ${counted(renameCandidates.length, 'pair')} may be renames` : ''
  return `${parts.length === 0 ? 'no difference' : parts.join(', ')}${maybe}`
}

function groupLines(top: ObjectId, entries: readonly Entry[], engine: 'postgres' | 'sqlite'): Line[] {
  const itself = entries.find(({ id }) => id === top)
  const mark = itself?.mark ?? '~'
  const about = itself?.fact && mark !== '~' ? partText(itself.fact, engine) : ''
  return [
    { text: `${mark} ${oneLine(top)}${about === '' ? '' : `  ${oneLine(about)}`}`, look: looks[mark] },
    ...(itself?.changed ? changeLines(itself.changed, '    ') : []),
    ...entries
      .filter((entry) => entry !== itself && !isToldByColumn(entry, entries))
      .flatMap((entry) => partLines(entry, engine)),
  ]
}

/** A column that comes or goes tells its default itself. */
function isToldByColumn({ mark, fact }: Entry, entries: readonly Entry[]): boolean {
  return fact?.kind === 'default' && entries.some(({ id, mark: other }) => id === fact.parent && other === mark)
}

function partLines({ mark, id, fact, changed }: Entry, engine: 'postgres' | 'sqlite'): Line[] {
  const about = fact && mark !== '~' ? partText(fact, engine) : ''
  const name = fact ? `${fact.kind} ${ownName(fact)}` : id
  return [
    { text: `  ${mark} ${oneLine(name)}${about === '' ? '' : `  ${oneLine(about)}`}`, look: looks[mark] },
    ...(changed ? changeLines(changed, '      ') : []),
  ]
}

function ownName(fact: Fact): string {
  if (fact.kind === 'default') return `of ${fact.column.name}`
  return 'name' in fact.object ? fact.object.name : fact.id
}

/** Both values of a change together, on one line. */
const longest = 100

function changeLines({ changes }: ChangedObject, indent: string): Line[] {
  return changes.filter(isNews).flatMap(({ property, from, to }): Line[] => {
    const [before, after] = [valueText(from), valueText(to)]
    if (before.length + after.length <= longest && !`${before}${after}`.includes('\n'))
      return [`${indent}${words(property)}: ${oneLine(before)} → ${oneLine(after)}`]
    return [`${indent}${words(property)}:`, ...lineDiff(before, after, `${indent}  `)]
  })
}

/** A list has a line for each of its items, so that a difference shows which of them differ. */
function valueText(value: unknown): string {
  if (value === null) return '(none)'
  if (Array.isArray(value))
    return value.length === 0 ? '(none)' : value.map(itemText).join(value.some(isObject) ? '\n' : ', ')
  return typeof value === 'string' ? value : isObject(value) ? itemText(value) : JSON.stringify(value)
}

function itemText(item: unknown): string {
  if (!isObject(item)) return typeof item === 'string' ? item : JSON.stringify(item)
  const { name, databaseType, ...rest } = item
  // A column of a view, a field of a composite.
  const typed = typeof name === 'string' && typeof databaseType === 'string'
  const others = Object.entries(typed ? rest : item)
    .filter(([, value]) => value !== null && !(Array.isArray(value) && value.length === 0))
    .map(([key, value]) => `${words(key)} ${typeof value === 'string' ? value : JSON.stringify(value)}`)
  return [...(typed ? [`${name} ${databaseType}`] : []), ...others].join(', ')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** databaseType as "database type" */
function words(property: string): string {
  return property.replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`)
}
