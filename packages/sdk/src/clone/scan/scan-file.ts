import { canonicalReader, type TextReader } from '../../anonymize/apply/canonical.ts'
import { type DetectedTable, detectTable } from '../../anonymize/detect/detect-table.ts'
import { judge } from '../../anonymize/detect/judge.ts'
import type { MaskingColumn, MaskingSchema, MaskingTable, MaskingType } from '../../anonymize/masking-schema.ts'
import { UnderstudyError } from '../../errors.ts'
import type { DecodeOptions } from '../../formats/contract.ts'
import type { FormatName } from '../../formats/formats.ts'
import { valueReader } from '../../formats/row-objects.ts'
import type { Batch, Vector } from '../../model/batch.ts'
import { type Scan, type ScanOptions, usualSamples } from './scan.ts'

export interface FileScanOptions extends ScanOptions, Pick<DecodeOptions, 'entity' | 'entityField' | 'delimiter'> {}

interface Entity {
  readonly columns: Map<string, { type: MaskingType; readonly values: (string | null)[] }>
  /** Of the rows, every so-manieth is kept. */
  step: number
  kept: number
  seen: number
}

/** Looks for personal data in a file, row by row in flat memory; rows of all of it are looked at, at equal distances. */
export async function scanFile(
  format: FormatName,
  input: AsyncIterable<Uint8Array>,
  {
    samples = usualSamples,
    minConfidence,
    signal,
    onProgress,
    name = 'file',
    ...decoding
  }: FileScanOptions & { readonly name?: string } = {},
): Promise<Scan> {
  const { formats } = await import('../../formats/formats.ts')
  const { decode } = formats[format]
  if (decode === undefined)
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: 'scan a file',
      message: `${format} files cannot be read`,
    })
  const entities = new Map<string, Entity>()
  for await (const batch of decode(input, decoding)) {
    if (signal?.aborted)
      throw new UnderstudyError('CANCELLED', {
        operation: 'scan a file',
        message: 'The scan was interrupted',
        details: { stands: 'nothing was changed' },
      })
    const entity = entities.get(batch.entity) ?? { columns: new Map(), step: 1, kept: 0, seen: 0 }
    entities.set(batch.entity, entity)
    take(entity, batch, samples)
  }
  const schema: MaskingSchema = { tables: [...entities].map(([entity, { columns }]) => tableOf(entity, columns)) }
  const detected = new Map<string, DetectedTable>()
  for (const [done, table] of schema.tables.entries()) {
    onProgress?.({ table: table.name, done, of: schema.tables.length })
    const columns = entities.get(table.name)?.columns ?? new Map<string, { readonly values: (string | null)[] }>()
    detected.set(table.name, {
      columns: detectTable(table, new Map([...columns].map(([column, { values }]) => [column, values]))),
    })
  }
  const judged = judge(schema, detected, { minConfidence })
  return {
    source: name,
    schema,
    tables: new Map(
      [...judged].map(([table, one]) => [table, { ...one, rows: entities.get(table)?.kept ?? 0, unread: undefined }]),
    ),
    references: [],
    largeObjects: 0,
  }
}

/** Where twice as many rows were kept as are wanted, every second one goes. */
function take(entity: Entity, batch: Batch, wanted: number): void {
  const readers = batch.columns.map(({ name, vector }) => {
    const column = entity.columns.get(name) ?? {
      type: typeOf(vector),
      values: new Array<string | null>(entity.kept).fill(null),
    }
    entity.columns.set(name, column)
    return { name, read: reader(vector) }
  })
  for (let row = 0; row < batch.length; row++) {
    if (entity.seen++ % entity.step !== 0) continue
    for (const column of entity.columns.values()) column.values.push(null)
    for (const { name, read } of readers) entity.columns.get(name)?.values.splice(-1, 1, read(row))
    entity.kept++
    if (entity.kept < wanted * 2) continue
    for (const column of entity.columns.values()) {
      const half = column.values.filter((_, at) => at % 2 === 0)
      column.values.splice(0, column.values.length, ...half)
    }
    entity.kept = Math.ceil(entity.kept / 2)
    entity.step *= 2
  }
}

/** Lists as JSON, as columns of databases are read as well. */
function reader(vector: Vector): TextReader {
  if (vector.type !== 'list') return canonicalReader(vector)
  const read = valueReader(vector)
  return (row) => {
    const value = read(row)
    return value === null
      ? null
      : JSON.stringify(value, (_, inner: unknown) => (typeof inner === 'bigint' ? String(inner) : inner))
  }
}

function tableOf(name: string, columns: Entity['columns']): MaskingTable {
  return {
    name,
    columns: [...columns].map(
      ([column, { type }]): MaskingColumn => ({
        name: column,
        databaseType: type.kind === 'scalar' ? type.form : type.kind,
        value: type,
        nullable: true,
        generated: false,
      }),
    ),
    keys: [],
    foreignKeys: [],
    checks: [],
    fixed: [],
  }
}

function typeOf(vector: Vector): MaskingType {
  switch (vector.type) {
    case 'int':
    case 'bigint':
      return { kind: 'scalar', form: 'integer', bits: 64 }
    case 'float':
      return { kind: 'scalar', form: 'float' }
    case 'decimal':
      return { kind: 'scalar', form: 'decimal' }
    case 'bool':
      return { kind: 'scalar', form: 'boolean' }
    case 'date':
      return { kind: 'scalar', form: 'date' }
    case 'time':
      return { kind: 'scalar', form: 'time' }
    case 'timestamp':
      return { kind: 'scalar', form: vector.zoned ? 'instant' : 'timestamp' }
    case 'uuid':
      return { kind: 'scalar', form: 'uuid' }
    case 'pick':
    case 'concat':
    case 'text':
      return { kind: 'scalar', form: 'text' }
    case 'bytes':
      return { kind: 'scalar', form: 'bytes' }
    case 'json':
      return { kind: 'scalar', form: 'json' }
    case 'list':
      return {
        kind: 'list',
        element: vector.values[0] === undefined ? { kind: 'scalar', form: 'text' } : typeOf(vector.values[0]),
      }
  }
}
