import { tmpdir } from 'node:os'
import type { CompiledPolicy } from '../../anonymize/compiled-policy.ts'
import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { GuardedSource } from '../../safety/guarded-source.ts'
import type { RowSelection } from '../clone-plan.ts'
import { countRows } from './count-rows.ts'
import { LeakFinder } from './leaks/find-leaks.ts'
import { isWhole, rowsOf } from './read-back.ts'
import { sourceSide } from './sides.ts'

export interface OriginalsInput {
  readonly source: GuardedSource
  /** Of the source. */
  readonly schema: SchemaDefinition
  readonly policy: CompiledPolicy
  readonly selections: ReadonlyMap<string, RowSelection>
  /** Of the target. */
  readonly engine: SchemaDefinition['engine']
  /** Where hashes are put aside: the folder for temporary files where nothing is said. */
  readonly folder?: string | undefined
  readonly signal?: AbortSignal | undefined
}

/** What of a source its copy is held against. */
export interface Originals {
  /** How many rows of each table the copy must have. */
  readonly rows: readonly { readonly table: string; readonly expected: number }[]
  /** Whoever does not find with it closes it. */
  readonly finder: LeakFinder
}

/** Needs nothing of the copy, so that it may be read while that is still being made. */
export async function readOriginals(input: OriginalsInput): Promise<Originals> {
  const { source, schema, policy, engine, folder = tmpdir(), signal } = input
  // As many at a time as there are connections; the rest waits for one.
  const rows = await Promise.all(
    schema.tables.filter(isWhole).map(async (table) => {
      const name = maskingTableName(schema, table)
      return { table: name, expected: await countSource(input, table, name) }
    }),
  )
  const finder = new LeakFinder({
    policy,
    source: sourceSide(source, schema),
    across: schema.engine !== engine,
    folder,
    signal,
  })
  try {
    await finder.remember()
  } catch (thrown) {
    finder.close()
    throw thrown
  }
  return { rows, finder }
}

async function countSource(
  { source, schema, selections, signal }: OriginalsInput,
  table: Table,
  name: string,
): Promise<number> {
  const from = rowsOf({ dialect: schema.engine }, table)
  const selection = selections.get(name)
  if (!selection) return await source.session((session) => countRows(session, from, signal))
  let count = 0
  for await (const condition of selection.conditions())
    count += await source.session((session) => countRows(session, `${from} where ${condition}`, signal))
  return count
}
