import type { SchemaDefinition } from '../definition.ts'
import { type Fact, factsOf } from '../facts.ts'
import { type ObjectId, objectId, objectKinds } from '../identity.ts'
import { renameInText } from './rename-in-text.ts'
import type { RenamePath } from './rename-path.ts'

type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }
type Entry = { readonly [key: string]: Json }

/** The definition with another name for one object, in entries, references, identities and texts. */
export function rewriteNames(
  definition: SchemaDefinition,
  renamed: Fact,
  path: RenamePath,
  name: string,
): SchemaDefinition {
  return new Renaming(definition, renamed, path, name).result()
}

/** Names of functions, statistics and collations are apart from those of relations and types. */
const apartFrom = new Set(['routines', 'statistics', 'collations', 'function'])
const byIdentity = new Set(['dependencies', 'comments', 'partComments', 'owners', 'access', 'partAccess'])
/** Lists of what holds queries, in which a column may be given a name of its own. */
const queries = new Set(['views', 'routines', 'rules'])
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

class Renaming {
  readonly #definition: SchemaDefinition
  readonly #path: RenamePath
  readonly #name: string
  /** The old and the new name as they stand in an identity. */
  readonly #before: string
  readonly #after: string
  /** Entries whose texts name the object, as they are it, are part of it, or depend on it. */
  readonly #naming: ReadonlySet<unknown>

  constructor(definition: SchemaDefinition, renamed: Fact, path: RenamePath, name: string) {
    const outer = path.table === null ? [path.schema] : [path.schema, path.table]
    this.#definition = definition
    this.#path = path
    this.#name = name
    this.#before = pathText(...outer, path.name)
    this.#after = pathText(...outer, name)
    this.#naming = entriesNaming(definition, renamed)
  }

  result(): SchemaDefinition {
    return asDefinition(this.#entry(plain(this.#definition), '', '', false))
  }

  #json(value: Json, key: string, list: string, naming: boolean): Json {
    if (typeof value === 'string') return naming && texts.has(key) ? this.#text(value, queries.has(list)) : value
    if (isList(value)) return value.map((part) => this.#json(part, key, list, naming))
    if (typeof value !== 'object' || value === null) return value
    return this.#entry(value, key, list, naming || this.#naming.has(value))
  }

  #entry(entry: Entry, key: string, list: string, naming: boolean): Entry {
    if (byIdentity.has(key)) return this.#identities(entry)
    const parts = Object.fromEntries(
      Object.entries(entry).map(([name, value]) => [name, this.#json(value, name, list === '' ? name : list, naming)]),
    )
    const { schema, table, name } = this.#path
    if (table === null) {
      const isIt = entry.schema === schema && entry.name === name && !apartFrom.has(key)
      return isIt ? { ...parts, name: this.#name } : parts
    }
    const isTable = entry.schema === schema && entry.name === table && isList(entry.constraints)
    return isTable ? this.#partOfTable(parts) : parts
  }

  #partOfTable(table: Entry): Entry {
    const list = this.#path.kind === 'column' ? 'columns' : 'constraints'
    const parts = table[list]
    if (!isList(parts)) return table
    return {
      ...table,
      [list]: parts.map((part) =>
        typeof part === 'object' && part !== null && !isList(part) && part.name === this.#path.name
          ? { ...part, name: this.#name }
          : part,
      ),
    }
  }

  #identities(entry: Entry): Entry {
    return Object.fromEntries(
      Object.entries(entry).map(([id, value]) => [
        this.#identity(id),
        isList(value) ? value.map((one) => (typeof one === 'string' ? this.#identity(one) : one)) : value,
      ]),
    )
  }

  /** Of the object, and of what it is made of. */
  #identity(id: ObjectId): ObjectId {
    const at = kindLength(id)
    const path = id.slice(at + 1)
    const isIt = path === this.#before || path.startsWith(`${this.#before}.`)
    return isIt ? `${id.slice(0, at)} ${this.#after}${path.slice(this.#before.length)}` : id
  }

  #text(text: string, isQuery: boolean): string {
    return renameInText(text, {
      schema: this.#path.schema,
      from: this.#path.name,
      to: this.#name,
      literals: [this.#before, this.#after],
      column: this.#path.kind === 'column' ? (isQuery ? 'in a query' : 'elsewhere') : null,
    })
  }
}

function entriesNaming(definition: SchemaDefinition, renamed: Fact): Set<unknown> {
  const facts = factsOf(definition)
  const isPart = (fact: Fact | undefined): boolean =>
    fact !== undefined && (fact.id === renamed.id || (fact.parent !== null && isPart(facts.get(fact.parent))))
  const entries = new Set<unknown>()
  for (const fact of facts.values()) {
    const needed = definition.dependencies[fact.id] ?? []
    if (!isPart(fact) && !needed.some((id) => isPart(facts.get(id)))) continue
    entries.add(fact.kind === 'default' ? fact.column : fact.object)
  }
  return entries
}

function kindLength(id: ObjectId): number {
  return Math.max(...objectKinds.filter((kind) => id.startsWith(`${kind} `)).map((kind) => kind.length))
}

function pathText(...path: readonly string[]): string {
  return objectId('table', ...path).slice('table '.length)
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
