import type { Batch } from '../model/batch.ts'

export interface ColumnShape {
  readonly name: string
  /** The type as Postgres's format_type names it, without modifiers; 'enum' for any enum, 'integer[]' for arrays. */
  readonly databaseType?: string | undefined
}

/** What an encoder must know before the first batch. */
export interface EntityShape {
  readonly name: string
  readonly columns: readonly ColumnShape[]
}

/**
 * Turns batches of one entity into bytes. What it returns is valid until the next call: write or copy it at once.
 * A whole document is header, every batch in row order, footer. Where the format is sliceable, another process may
 * encode any range of rows: only the first slice writes the header, only the last one the footer.
 */
export interface Encoder {
  header(): Uint8Array
  batch(batch: Batch): Uint8Array
  /** `rowsTotal`: rows of the whole entity. Left out, it is what this encoder has seen, an empty last batch included. */
  footer(rowsTotal?: number): Uint8Array
}

export type SqlDialect = 'postgres' | 'sqlite'

export interface EncodeOptions {
  /** ndjson: put the entity's name first in every row, under this name. */
  readonly entityField?: string | undefined
  /** csv: what stands between fields; a comma where left out. */
  readonly delimiter?: string | undefined
  /** csv: keep spreadsheets from running text that starts with = + - @, a tab or a return, by an apostrophe before it. */
  readonly formulaSafe?: boolean | undefined
  /** sql: postgres where left out. */
  readonly dialect?: SqlDialect | undefined
  /** sql: rows of one INSERT; 500 where left out. */
  readonly rowsPerStatement?: number | undefined
  /** sql: BEGIN in the header, COMMIT in the footer. */
  readonly transaction?: boolean | undefined
  /** sql: schema and table, where the table is not just the entity's name. */
  readonly table?: readonly string[] | undefined
  /** parquet: rows of one row group, the bound of its memory; 20,000 where left out. */
  readonly rowGroupRows?: number | undefined
}

export interface DecodeOptions {
  /** Name of the entity where the input does not tell it; 'rows' where left out. */
  readonly entity?: string | undefined
  /** copy-text and copy-binary need them; csv takes them instead of a header row. */
  readonly columns?: readonly ColumnShape[] | undefined
  /** Rows of one batch; 2,000 where left out. */
  readonly batchRows?: number | undefined
  /** ndjson: the field that names the entity; every run of rows of one entity makes batches of its own. */
  readonly entityField?: string | undefined
  /** csv: what stands between fields; a comma where left out. */
  readonly delimiter?: string | undefined
}

export interface Format {
  readonly name: string
  /** Of a file, without the dot. */
  readonly extension: string
  readonly mediaType: string
  /** True where slices encoded apart and put together in order are byte for byte the whole. */
  readonly sliceable: boolean
  encoder(shape: EntityShape, options?: EncodeOptions): Encoder
  /** Reads as the input comes. A chunk belongs to the decoder: who yields it does not write into it again. */
  decode?(input: AsyncIterable<Uint8Array>, options?: DecodeOptions): AsyncIterable<Batch>
}
