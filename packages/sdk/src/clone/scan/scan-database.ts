import { type DetectedTable, detectTable } from '../../anonymize/detect/detect-table.ts'
import { judge } from '../../anonymize/detect/judge.ts'
import type { MaskingTable } from '../../anonymize/masking-schema.ts'
import type { SchemaDefinition, Table } from '../../catalog/definition.ts'
import { maskingSchemaOf, maskingTableName } from '../../catalog/masking/masking-schema-of.ts'
import type { Session } from '../../database/adapter.ts'
import { UnderstudyError } from '../../errors.ts'
import { findReferences } from './find-references.ts'
import { type PostgresTable, postgresTables } from './postgres-access.ts'
import { type Samples, sampleTable } from './sample-table.ts'
import { type Scan, type ScanOptions, usualSamples } from './scan.ts'

const usualTimeout = 10_000
const operation = 'scan a database'

/**
 * Looks for personal data in every table, at a bounded cost each. It only reads; what it cannot read it leaves undecided,
 * with the reason. Rows are forgotten table by table.
 * @param source on a state that does not change meanwhile: a session of a guarded source, or a transaction
 */
export async function scanDatabase(
  source: Session,
  definition: SchemaDefinition,
  {
    samples = usualSamples,
    minConfidence,
    signal,
    onProgress,
    timeoutMs = usualTimeout,
    name = 'database',
  }: ScanOptions & { readonly name?: string } = {},
): Promise<Scan> {
  const schema = maskingSchemaOf(definition)
  const tables = new Map(definition.tables.map((table) => [maskingTableName(definition, table), table]))
  const access = source.dialect === 'postgres' ? await postgresTables(source) : new Map<string, PostgresTable>()
  const detected = new Map<string, DetectedTable>()
  const rows = new Map<string, number>()
  const keys = findReferences(source, schema, definition, { signal, timeoutMs })
  for (const [done, masking] of schema.tables.entries()) {
    if (signal?.aborted) throw cancelled(signal.reason)
    onProgress?.({ table: masking.name, done, of: schema.tables.length })
    const table = tables.get(masking.name)
    const read =
      table === undefined
        ? 'it is not in the catalog'
        : await readTable(source, table, masking, access, { samples, signal, timeoutMs })
    const found = typeof read === 'string' ? new Map<string, readonly (string | null)[]>() : read.samples
    await keys.look(masking, found)
    detected.set(masking.name, {
      columns: detectTable(masking, found),
      unread: typeof read === 'string' ? read : read.unread,
    })
    rows.set(masking.name, Math.max(0, ...[...found.values()].map((column) => column.length)))
  }
  const judged = judge(schema, detected, { minConfidence, references: keys.found() })
  return {
    source: name,
    schema,
    tables: new Map(
      [...judged].map(([table, one]) => [
        table,
        { ...one, rows: rows.get(table) ?? 0, unread: detected.get(table)?.unread },
      ]),
    ),
    references: keys.found(),
    largeObjects: await countLargeObjects(source),
  }
}

async function countLargeObjects(source: Session): Promise<number> {
  if (source.dialect === 'sqlite') return 0
  const [found] = await source.query<{ count: number }>(
    'select count(*)::float8 as count from pg_catalog.pg_largeobject_metadata',
  )
  return found?.count ?? 0
}

interface ReadOptions {
  readonly samples: number
  readonly signal: AbortSignal | undefined
  readonly timeoutMs: number
}

/** Samples, and why they are not of all columns; or why there are none. */
async function readTable(
  source: Session,
  table: Table,
  masking: MaskingTable,
  access: ReadonlyMap<string, PostgresTable>,
  { samples, signal, timeoutMs }: ReadOptions,
): Promise<{ samples: Samples; unread: string | undefined } | string> {
  const known = access.get(JSON.stringify([table.schema, table.name]))
  const columns = masking.columns.filter(({ name }) => !known?.unreadable.has(name))
  if (columns.length === 0)
    return masking.columns.length === 0 ? { samples: new Map(), unread: undefined } : 'the role may not read it'
  const left = masking.columns.length - columns.length
  const slow = AbortSignal.timeout(timeoutMs)
  const either = signal === undefined ? slow : AbortSignal.any([signal, slow])
  try {
    // A failure inside of a transaction would end all of it; of this one it ends nothing more.
    const found = await source.transaction((inner) =>
      sampleTable(inner, { table, masking, columns, samples, parts: known?.parts ?? [] }, either),
    )
    return {
      samples: found,
      unread:
        left === 0
          ? undefined
          : `the role may not read ${left === 1 ? 'one of its columns' : `${left} of its columns`}`,
    }
  } catch (thrown) {
    if (!(thrown instanceof UnderstudyError) || signal?.aborted) throw thrown
    const reason =
      reasons[thrown.code] ?? (slow.aborted ? `it could not be read within ${timeoutMs / 1000} s` : undefined)
    if (reason === undefined) throw thrown
    return reason
  }
}

/** What one table may fail with; the message of a database may hold values, and is not repeated. */
const reasons: Readonly<Record<string, string>> = {
  PERMISSION_DENIED: 'the role may not read it, or not all of its rows',
  QUERY_FAILED: 'the database refused to read it; it may stand elsewhere',
  WRITE_REFUSED: 'reading it would run something that may write',
}

function cancelled(cause: unknown): UnderstudyError {
  return new UnderstudyError('CANCELLED', {
    operation,
    message: 'The scan was interrupted',
    details: { stands: 'nothing was changed' },
    cause,
  })
}
