import { quoted } from '../../model/problem.ts'
import { nearest } from '../../values/nearest.ts'
import type { MaskingSchema, MaskingTable } from '../masking-schema.ts'
import type { MaskingPolicy } from '../policy.ts'
import type { Findings } from './findings.ts'
import { columnIdentity } from './identity.ts'
import { subjectColumns } from './subject-of.ts'

/** Tables and columns that the policy speaks of and the schema does not have, and rows that cannot be told apart by what it names. */
export function unknownNames(policy: MaskingPolicy, schema: MaskingSchema, findings: Findings): void {
  const tables = new Map(schema.tables.map((table) => [table.name, table]))
  const tableAt = (at: string, name: string) => {
    const table = tables.get(name)
    if (!table) findings.add('POLICY_MISMATCH', at, `is no table of the schema${meant(name, tables.keys())}`)
    return table
  }
  for (const [name, { subject, columns }] of Object.entries(policy.tables)) {
    const table = tableAt(name, name)
    if (!table) continue
    for (const [column, decision] of Object.entries(columns)) {
      if (!columnOf(table, column)) unknownColumn(table, column, columnIdentity(name, column), findings)
      if (decision === 'keep') continue
      for (const one of subjectColumns(decision.subject)) unreadable(table, one, columnIdentity(name, column), findings)
    }
    for (const one of subjectColumns(subject)) unreadable(table, one, name, findings)
  }
  policy.privacy.forEach(({ table: name, quasiIdentifiers, sensitive = [] }, i) => {
    const table = tableAt(`privacy[${i}].table`, name)
    if (!table) return
    for (const column of [...quasiIdentifiers, ...sensitive]) {
      if (!columnOf(table, column)) unknownColumn(table, column, `privacy[${i}]`, findings)
    }
  })
}

function columnOf({ columns }: MaskingTable, name: string) {
  return columns.find((column) => column.name === name)
}

function unknownColumn(table: MaskingTable, column: string, at: string, findings: Findings): void {
  const near = meant(
    column,
    table.columns.map(({ name }) => name),
  )
  findings.add('POLICY_MISMATCH', at, `names ${quoted(column)}, and ${table.name} has no such column${near}`)
}

/** A subject has to be read with the row; what the database computes is not. */
function unreadable(table: MaskingTable, column: string, at: string, findings: Findings): void {
  const found = columnOf(table, column)
  if (!found) unknownColumn(table, column, `${at} (subject)`, findings)
  else if (found.generated) {
    findings.add(
      'POLICY_INVALID',
      `${at} (subject)`,
      `names ${quoted(column)}, which the database computes and nobody reads`,
    )
  }
}

function meant(written: string, known: Iterable<string>): string {
  const near = nearest(written, known, 2).map(quoted)
  return near.length === 0 ? '' : `; did you mean ${near.join(' or ')}?`
}
