import type { Table } from '../../../packages/sdk/src/synthesize/fidelity/table/cells.ts'
import { knownTable as read } from '../../../packages/sdk/test/fidelity-tables.ts'

export const tables = ['diamonds', 'titanic', 'taxis'] as const

/** A table that a proof is about: without it nothing is proven. */
export async function knownTable(name: string): Promise<Table> {
  const table = await read(name)
  if (table !== undefined) return table
  console.error(`FAIL ${name} is not here: the proof needs ../shared/data/tables`)
  process.exit(1)
}
