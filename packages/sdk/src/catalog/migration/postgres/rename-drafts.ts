import type { SchemaDefinition } from '../../definition.ts'
import { pathOf, type RenamePath } from '../../diff/rename-path.ts'
import type { Rename } from '../../diff/schema-diff.ts'
import { factsOf } from '../../facts.ts'
import type { Draft } from './kind-rules.ts'
import type { Placed } from './placed.ts'
import { quoteIdentifier, quoteTable } from './quote.ts'

/** Renames come before everything else: what follows calls objects by their new names. Tables go before their columns. */
export function renameDrafts(renames: readonly Rename[], a: SchemaDefinition, b: SchemaDefinition): Placed[] {
  const [from, to] = [factsOf(a), factsOf(b)]
  return [...renames]
    .sort((one, other) => Number(one.from.startsWith('column ')) - Number(other.from.startsWith('column ')))
    .flatMap((rename) => {
      const before = from.get(rename.from)
      const after = to.get(rename.to)
      if (before === undefined || after === undefined) return []
      return [{ object: rename.to, draft: draftOf(rename, pathOf(before), pathOf(after)) }]
    })
}

/** A part of a table is called by the table's new name, as that was renamed before. */
function draftOf({ from, to }: Rename, before: RenamePath, after: RenamePath): Draft {
  const own = before.kind === 'table' ? 'table' : before.kind
  const inTable = after.table === null ? null : { schema: after.schema, name: after.table }
  const target = inTable ?? { schema: before.schema, name: before.name }
  const part = inTable === null ? '' : ` ${before.kind.toUpperCase()} ${quoteIdentifier(before.name)}`
  const statement = `ALTER ${inTable === null ? keyword(own) : 'TABLE'} ${quoteTable(target)} RENAME${part} TO ${quoteIdentifier(after.name)}`
  return {
    action: 'rename',
    title: `rename ${from} to ${to.slice(to.indexOf(' ') + 1)}`,
    statements: [statement],
    hazards: [{ kind: 'breaks programs', why: 'What asks for it by its old name fails from then on.' }],
    locks: relations.has(before.kind) ? [{ relation: target, mode: lockOf(before.kind) }] : [],
  }
}

const relations: ReadonlySet<RenamePath['kind']> = new Set([
  'table',
  'view',
  'materialized view',
  'column',
  'constraint',
  'index',
])

function lockOf(kind: RenamePath['kind']): 'SHARE UPDATE EXCLUSIVE' | 'ACCESS EXCLUSIVE' {
  return kind === 'index' ? 'SHARE UPDATE EXCLUSIVE' : 'ACCESS EXCLUSIVE'
}

function keyword(kind: RenamePath['kind']): string {
  switch (kind) {
    case 'enum':
    case 'range':
    case 'composite':
      return 'TYPE'
    default:
      return kind.toUpperCase()
  }
}
