import { UnderstudyError } from '../../errors.ts'
import type { SchemaDefinition } from '../definition.ts'
import { type Fact, factsOf } from '../facts.ts'
import type { ObjectId } from '../identity.ts'
import { pathOf, type RenamePath } from './rename-path.ts'
import { rewriteNames } from './rewrite-names.ts'
import type { Rename } from './schema-diff.ts'

/**
 * Schema a with the names of b, where a person knows that an object only has another name there. The engine follows a
 * rename in every text that it keeps; here names are replaced in the texts of what depends on the object, which is as
 * good wherever the name means nothing else in them. Where it does, the text counts as changed, and is written again.
 */
export function withRenames(a: SchemaDefinition, b: SchemaDefinition, renames: readonly Rename[]): SchemaDefinition {
  // Tables first: their columns are then called by the new name, as in b.
  const inOrder = [...renames].sort((one, other) => Number(isColumn(one.from)) - Number(isColumn(other.from)))
  let definition = a
  const done: Rename[] = []
  for (const rename of inOrder) {
    const { from, to } = checked(rename, factsOf(definition).get(movedId(rename.from, done)), factsOf(b).get(rename.to))
    definition = rewriteNames(definition, from, pathOf(from), pathOf(to).name)
    done.push(rename)
  }
  return definition
}

function isColumn(id: ObjectId): boolean {
  return id.startsWith('column ')
}

/** The identity that an object has by now, after renames of what it is a part of. */
function movedId(id: ObjectId, done: readonly Rename[]): ObjectId {
  const table = done.find(({ from }) => id.startsWith(`${from.replace('table ', 'column ')}.`))
  return table === undefined ? id : id.replace(table.from.replace('table ', ''), table.to.replace('table ', ''))
}

function checked(rename: Rename, from: Fact | undefined, to: Fact | undefined): { from: Fact; to: Fact } {
  const problem =
    from === undefined
      ? `the first schema has no ${rename.from}`
      : to === undefined
        ? `the second schema has no ${rename.to}`
        : from.kind !== to.kind
          ? 'they are of different kinds'
          : pathsDiffer(pathOf(from), pathOf(to))
  if (from !== undefined && to !== undefined && problem === undefined) return { from, to }
  throw new UnderstudyError('RENAME_INVALID', {
    operation: 'compare schemas',
    message: `${rename.from} can't be renamed to ${rename.to}: ${problem}.`,
  })
}

function pathsDiffer(from: RenamePath, to: RenamePath): string | undefined {
  if (!renamable.has(from.kind)) return `objects of this kind are not renamed, but dropped and made again`
  if (from.schema !== to.schema) return 'a move to another schema is no rename'
  return from.table === to.table ? undefined : 'they are on different tables'
}

const renamable: ReadonlySet<Fact['kind']> = new Set([
  'table',
  'column',
  'constraint',
  'index',
  'sequence',
  'view',
  'materialized view',
  'enum',
  'domain',
  'composite',
  'range',
])
