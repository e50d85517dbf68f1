import type { MaskingColumn, MaskingTable } from '../../anonymize/masking-schema.ts'
import { columnIdentity } from '../../anonymize/policy/identity.ts'
import type { SoftReference } from '../../anonymize/policy.ts'
import { singular, wordsOf } from '../../generate/infer-words.ts'
import { isAlike, type KeySearch, type KeyToFind, standsIn } from './keys-to-find.ts'
import type { Samples } from './sample-table.ts'

const enough = 3
const mostTypes = 50
const ofTypes = new Set(['type', 'kind', 'class', 'model', 'table', 'entity'])
/** What such columns are called where they are about anything. */
const anything = new Set([
  '',
  'record',
  'row',
  'object',
  'entity',
  'target',
  'resource',
  'item',
  'ref',
  'reference',
  'source',
  'subject',
])

export interface LookedAt {
  readonly table: MaskingTable
  readonly column: MaskingColumn
  readonly samples: Samples
  /** That the table is in. */
  readonly schema: string
}

/**
 * A column whose rows refer to one table or another, as a column beside it says: a reference for each of its values,
 * which stand in the policy. So each has to be the name of a table, and says nothing of anybody; and each row that was
 * looked at has to be found there. Empty where any of that is not so.
 */
export async function typedReferences(
  { table, column, samples, schema }: LookedAt,
  keys: readonly KeyToFind[],
  search: KeySearch,
): Promise<readonly SoftReference[]> {
  const ids = samples.get(column.name) ?? []
  for (const type of typesBeside(table, column)) {
    const types = samples.get(type.name) ?? []
    const byType = new Map<string, Set<string>>()
    for (const text of types) if (text !== null) byType.set(text, new Set())
    const named = ids.every((id, row) => {
      const text = types[row]
      if (id !== null && typeof text === 'string') byType.get(text)?.add(id)
      return id === null || typeof text === 'string'
    })
    const found = [...byType].flatMap(([equals, values]) => {
      const key = keyOf(equals, schema, keys)
      return key && mayRefer(column, key, values) ? [{ key, equals, values: [...values] }] : []
    })
    const pairs = found.reduce((sum, { values }) => sum + values.length, 0)
    if (!named || found.length < byType.size || found.length > mostTypes || pairs < enough) continue
    if (!(await allStand(found, search))) continue
    return found.map(({ key, equals }) => ({
      from: columnIdentity(table.name, column.name),
      to: columnIdentity(key.table.name, key.column.name),
      where: { column: type.name, equals },
    }))
  }
  return []
}

async function allStand(
  found: readonly { readonly key: KeyToFind; readonly values: readonly string[] }[],
  search: KeySearch,
): Promise<boolean> {
  for (const { key, values } of found) if (values.length > 0 && !(await standsIn(key, values, search))) return false
  return true
}

/** Columns whose name is that of the id with another end; of an id of anything, those of a type of anything. */
function typesBeside({ columns }: MaskingTable, id: MaskingColumn): readonly MaskingColumn[] {
  const own = wordsOf(id.name).slice(0, -1).join(' ')
  return columns.filter(({ name, value, databaseType, generated }) => {
    const words = wordsOf(name)
    if (/^(table|class|model)$/.test(words.at(-2) ?? '') && words.at(-1) === 'name') words.pop()
    if (generated || value.kind !== 'scalar' || !ofTypes.has(words.at(-1) ?? '')) return false
    // Of a fixed length, values are filled up with blanks, and no name of a table is.
    if (!['text', 'enum'].includes(value.form) || /^character\(|^bpchar/.test(databaseType)) return false
    const prefix = words.slice(0, -1).join(' ')
    return prefix === own || (anything.has(prefix) && anything.has(own))
  })
}

/** The table of that name: Post, posts, blog_post or Blog::Post, in the table's own schema before others. */
function keyOf(text: string, schema: string, keys: readonly KeyToFind[]): KeyToFind | undefined {
  const all = keys.filter(({ place, words }) => {
    const parts = text.split(/::|[\\/.]/)
    const last = wordsAsOne(parts.at(-1) ?? '')
    const before = parts.slice(0, -1).map((part) => part.toLowerCase())
    const known = before.every((part) => ofPrograms.has(part)) || before.join('.') === place.schema.toLowerCase()
    return (known && last === asOne(words)) || (before.length > 0 && wordsAsOne(text) === asOne(words))
  })
  const near = all.filter(({ place }) => place.schema === schema)
  return (near.length > 0 ? near : all).length === 1 ? (near[0] ?? all[0]) : undefined
}

/** What stands before the name of a class, and is no name of anybody. */
const ofPrograms = new Set(['app', 'apps', 'domain', 'entity', 'entities', 'model', 'models', 'src'])
const plurals: Readonly<Record<string, string>> = { people: 'person', children: 'child', men: 'man', women: 'woman' }

function asOne(words: readonly string[]): string {
  return words.map((word) => plurals[word] ?? word).join('')
}

function wordsAsOne(text: string): string {
  return asOne(wordsOf(text).map(singular))
}

/** Texts stand for keys of several types where they are written as the engine writes those. */
function mayRefer(column: MaskingColumn, { column: key }: KeyToFind, values: ReadonlySet<string>): boolean {
  if (isAlike(column, key)) return true
  if (column.value.kind !== 'scalar' || column.value.form !== 'text' || key.value.kind !== 'scalar') return false
  const form = written[key.value.form]
  return form !== undefined && [...values].every((text) => form.test(text))
}

const written: Readonly<Partial<Record<string, RegExp>>> = {
  integer: /^(0|-?[1-9]\d*)$/,
  uuid: /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/,
}
