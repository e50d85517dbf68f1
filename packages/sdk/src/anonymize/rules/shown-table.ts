import { batchOf } from '../../formats/batch-of-rows.ts'
import { canonicalReader } from '../apply/canonical.ts'
import { fileTable } from '../apply/file-table.ts'
import type { Row } from '../apply/mask-rows.ts'
import { type DetectedColumn, detectTable } from '../detect/detect-table.ts'
import { weightOf } from '../detect/personal-class.ts'
import type { Decidable } from '../detect/suggest-decision.ts'
import type { MaskingTable } from '../masking-schema.ts'
import type { TablePolicy } from '../policy.ts'
import { transforms } from '../transforms/registry.ts'

/** A table as its rows show it, and what its columns seem to hold. */
export interface ShownTable {
  readonly table: MaskingTable
  readonly detected: ReadonlyMap<string, DetectedColumn>
  /** The table again, with columns typed as the transforms of a policy take them. */
  withPolicy(policy: TablePolicy): MaskingTable
}

const looked = 2000

export function shownTable(name: string, rows: readonly Row[]): ShownTable {
  const batch = batchOf(name, rows)
  const known = transforms()
  const table = fileTable(batch, name, { policy: undefined, transforms: known })
  const samples = new Map(
    batch.columns.map(({ name: column, vector }) => {
      const read = canonicalReader(vector)
      return [column, Array.from({ length: Math.min(looked, batch.length) }, (_, row) => read(row))]
    }),
  )
  return {
    table,
    detected: new Map(detectTable(table, samples).map((column) => [column.name, column])),
    withPolicy: (policy) => fileTable(batch, name, { policy, transforms: known }),
  }
}

/** What to decide about a column of it. */
export function decidable({ table, detected }: ShownTable, column: string, unique = false): Decidable | undefined {
  const found = table.columns.find(({ name }) => name === column)
  if (found === undefined) return undefined
  const { name, value: type, nullable } = found
  return { table: table.name, name, type, nullable, unique, words: detected.get(column)?.words }
}

const surely = 0.7

/** Whether a column, or a part of it, surely leads to a person or opens something. */
export function looksPersonal({ detected }: ShownTable, column: string): boolean {
  const findings = detected.get(column)?.findings ?? []
  return findings.some(
    ({ class: found, confidence }) => confidence >= surely && ['direct', 'secret'].includes(weightOf(found)),
  )
}
