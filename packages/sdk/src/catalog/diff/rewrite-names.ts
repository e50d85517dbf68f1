import type { SchemaDefinition } from '../definition.ts'
import { type ObjectId, objectId } from '../identity.ts'
import { sqlTokens } from '../sql-tokens.ts'
import type { RenamePath } from './renames.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Entry = { readonly [key: string]: Json }

/** The definition with another name for one object, in entries, references, identities and texts. */
export function rewriteNames(definition: SchemaDefinition, path: RenamePath, name: string): SchemaDefinition {
  const { schema, table } = path
  const outer = table === null ? [schema] : [schema, table]
  const [before, after] = [objectId('table', ...outer, path.name), objectId('table', ...outer, name)].map((id) =>
    id.slice('table '.length),
  )
  const rename: Renaming = { path, name, before: before ?? '', after: after ?? '' }
  return asDefinition(entryOf(plain(definition), rename, ''))
}

interface Renaming {
  readonly path: RenamePath
  readonly name: string
  /** The old and the new name as they stand in an identity. */
  readonly before: string
  readonly after: string
}

/** Names of functions, statistics and collations are apart from those of relations and types. */
const apartFrom = new Set(['routines', 'statistics', 'collations', 'function'])
const byIdentity = new Set(['dependencies', 'comments', 'partComments', 'owners', 'access', 'partAccess'])

function jsonOf(value: Json, rename: Renaming, key: string): Json {
  if (typeof value === 'string') return isText(key) ? textOf(value, rename) : value
  if (isList(value)) return value.map((part) => jsonOf(part, rename, key))
  if (typeof value !== 'object' || value === null) return value
  return entryOf(value, rename, key)
}

function entryOf(entry: Entry, rename: Renaming, key: string): Entry {
  if (byIdentity.has(key)) {
    const ids = Object.entries(entry).map(([id, value]): [string, Json] => [
      renamedId(id, rename),
      isList(value) ? value.map((one) => (typeof one === 'string' ? renamedId(one, rename) : one)) : value,
    ])
    return Object.fromEntries(ids)
  }
  const parts = Object.fromEntries(
    Object.entries(entry).map(([name, value]) => [name, jsonOf(value, rename, name === 'elements' ? key : name)]),
  )
  const { path, name } = rename
  if (path.table === null) return isNamed(entry, path, key) ? { ...parts, name } : parts
  return isTable(entry, path) ? partOfTable(parts, rename) : parts
}

function isNamed(entry: Entry, { schema, name }: RenamePath, key: string): boolean {
  return entry.schema === schema && entry.name === name && !apartFrom.has(key)
}

function isTable(entry: Entry, { schema, table }: RenamePath): boolean {
  return entry.schema === schema && entry.name === table && isList(entry.constraints ?? null)
}

function partOfTable(table: Entry, { path, name }: Renaming): Entry {
  const list = path.kind === 'column' ? 'columns' : 'constraints'
  const parts = table[list]
  if (!isList(parts ?? null)) return table
  return {
    ...table,
    [list]: (isList(parts) ? parts : []).map((part) =>
      typeof part === 'object' && part !== null && !isList(part) && part.name === path.name ? { ...part, name } : part,
    ),
  }
}

/** Of the object, and of what it is made of. */
function renamedId(id: ObjectId, { before, after }: Renaming): ObjectId {
  const at = id.indexOf(' ', id.startsWith('materialized') || id.startsWith('event') ? 13 : 0)
  const kind = id.slice(0, at)
  const path = id.slice(at + 1)
  if (path === before) return `${kind} ${after}`
  return path.startsWith(`${before}.`) ? `${kind} ${after}${path.slice(before.length)}` : id
}

const texts = new Set([
  'definition',
  'expression',
  'default',
  'predicate',
  'using',
  'check',
  'where',
  'boundText',
  'partitionBy',
  'arguments',
  'returns',
  'databaseType',
  'baseType',
  'subtype',
])

function isText(key: string): boolean {
  return texts.has(key)
}

/** Qualified names and what stands before a point, of a table; any such word, of a column. */
function textOf(text: string, { path, name, before, after }: Renaming): string {
  const tokens = sqlTokens(text, 'subscript')
  const quoted = objectId('table', name).slice('table '.length)
  let result = ''
  let from = 0
  const put = (start: number, end: number, replacement: string): void => {
    result += text.slice(from, start) + replacement
    from = end
  }
  for (const [at, token] of tokens.entries()) {
    if (token.kind === 'string' && token.value === before)
      put(token.start, token.end, `'${after.replaceAll("'", "''")}'`)
    if ((token.kind !== 'word' && token.kind !== 'quoted') || token.value !== path.name) continue
    const qualified = tokens[at - 1]?.text === '.' && tokens[at - 2]?.value === path.schema
    const qualifies = tokens[at + 1]?.text === '.'
    if (path.table !== null || qualified || qualifies) put(token.start, token.end, quoted)
  }
  return result + text.slice(from)
}

function isList(value: Json | undefined): value is readonly Json[] {
  return Array.isArray(value)
}

/** A definition is plain data by its contract, which its interfaces can't say. */
function plain(definition: SchemaDefinition): Entry {
  return definition as unknown as Entry
}

/** Sound because only names and texts were exchanged for others. */
function asDefinition(entry: Entry): SchemaDefinition {
  return entry as unknown as SchemaDefinition
}
