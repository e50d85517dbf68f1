import type { Table } from '../../../definition.ts'
import { objectId } from '../../../identity.ts'
import type { QualifiedName } from '../../../qualified-name.ts'
import type { Side } from '../kind-rules.ts'

/** A relation, and the partitions of it and of them: what is done to the whole is done to each. */
export function relationTree(root: QualifiedName, { definition }: Side): QualifiedName[] {
  const parts = new Map<string, Table[]>()
  for (const table of definition.tables) {
    if (table.kind !== 'partition') continue
    for (const parent of table.parents) parts.set(key(parent), [...(parts.get(key(parent)) ?? []), table])
  }
  const found: QualifiedName[] = [root]
  for (const relation of found) found.push(...(parts.get(key(relation)) ?? []))
  return found
}

function key({ schema, name }: QualifiedName): string {
  return objectId('table', schema, name)
}
