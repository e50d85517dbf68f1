import type { QualifiedName } from '../../../qualified-name.ts'
import type { Side } from '../kind-rules.ts'
import { quoteIdentifier, quoteTable } from '../quote.ts'
import { alterTableOnly } from './alter-table.ts'
import { tableOf } from './family.ts'

/** What a table says of an index, said again whenever the index is made: that it stands for its rows, or orders them. */
export function rowMarks(side: Side, table: QualifiedName, index: string): string[] {
  const found = tableOf(side, table)
  if (found === undefined) return viewMarks(side, table, index)
  const { replicaIdentity, clusteredOn } = found
  const name = quoteIdentifier(index)
  const identifies = typeof replicaIdentity === 'object' && replicaIdentity.index === index
  return [
    ...(identifies ? [alterTableOnly(table, `REPLICA IDENTITY USING INDEX ${name}`)] : []),
    ...(clusteredOn === index ? [alterTableOnly(table, `CLUSTER ON ${name}`)] : []),
  ]
}

function viewMarks({ definition }: Side, view: QualifiedName, index: string): string[] {
  const found = definition.views.find(({ schema, name }) => schema === view.schema && name === view.name)
  if (found?.clusteredOn !== index) return []
  return [`ALTER MATERIALIZED VIEW ${quoteTable(view)} CLUSTER ON ${quoteIdentifier(index)}`]
}
