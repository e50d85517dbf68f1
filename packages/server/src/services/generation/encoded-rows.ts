import { generateData } from '@understudy/sdk'
import { formatNamed } from '@understudy/sdk/formats'
import { refuseAbove } from '../../limits.ts'
import type { GenerateOptions } from './generate-options.ts'

export interface RowsRequest extends GenerateOptions {
  readonly schema: unknown
  /** json, ndjson, csv, xml, sql, parquet */
  readonly format: string
  /** Of this entity alone. */
  readonly entity?: string | undefined
  /** Of format sql. */
  readonly dialect?: 'postgres' | 'sqlite' | undefined
}

export interface EncodedRows {
  readonly pieces: AsyncIterable<Uint8Array>
  readonly rows: number
  readonly file: string
  readonly mediaType: string
}

/** Rows that are made while they are read: nothing is made yet when this returns. Refuses more than one request may ask for. */
export function encodedRows(
  { schema, format: name, dialect, ...options }: RowsRequest,
  signal: AbortSignal,
): EncodedRows {
  const format = formatNamed(name)
  const pieces = generateData(schema, {
    ...options,
    ...(dialect ? { dialect, encode: { dialect } } : {}),
    format: name,
    signal,
  })
  const { entities, rows: all, schema: described } = pieces.plan
  const rows = entities.find(({ entity }) => entity.name === options.entity)?.rows ?? all
  refuseAbove('rows', rows, 'Ask for fewer rows, or generate them into a dataset: a job has no such limit.')
  const file = `${options.entity ?? described.name ?? 'data'}.${format.extension}`
  return { pieces, rows, file, mediaType: format.mediaType }
}
