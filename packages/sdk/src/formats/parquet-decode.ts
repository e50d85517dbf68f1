import {
  type AsyncBuffer,
  type FileMetaData,
  parquetMetadataAsync,
  parquetScan,
  parquetSchema,
  type SchemaElement,
  type SchemaTree,
} from 'hyparquet'
import { z } from 'zod'
import { UnderstudyError } from '../errors.ts'
import type { Batch, Vector } from '../model/batch.ts'
import { collect } from './collect.ts'
import type { DecodeOptions } from './contract.ts'
import { defaultBatchRows, defaultEntity } from './decode-defaults.ts'
import { malformed, NotOfItsType, placed } from './malformed.ts'
import { type CellCollector, collectorOf, isPlainColumn, leafOf } from './parquet-cells.ts'

/**
 * Reads a whole Parquet file out of a stream. The index of a file stands at its end, so its bytes, compressed as they
 * are, are held in memory; `parquetBatches` reads from where ranges can be asked for and holds one row group.
 */
export async function* decodeParquet(
  input: AsyncIterable<Uint8Array>,
  options: DecodeOptions = {},
): AsyncGenerator<Batch> {
  const chunks: Uint8Array[] = []
  for await (const chunk of input) chunks.push(chunk)
  const whole = new Uint8Array(Buffer.concat(chunks))
  yield* parquetBatches({ byteLength: whole.length, slice: (start, end) => whole.slice(start, end).buffer }, options)
}

/** Reads a Parquet file of which any range can be asked for, such as an open file. */
export async function* parquetBatches(file: AsyncBuffer, options: DecodeOptions = {}): AsyncGenerator<Batch> {
  const metadata = await understood('the end of the file', () => parquetMetadataAsync(file, { geoparquet: false }))
  const { trees, columns, names, entity } = await understood('the end of the file', async () => describe(metadata))
  const plain = await parquetScan({ file, metadata: aliased(metadata, trees, true), parsers: exactText, utf8: false })
  const nested = await parquetScan({ file, metadata: aliased(metadata, trees, false) })
  const rows = options.batchRows ?? defaultBatchRows
  for (const range of plain.ranges) {
    const at = `rows ${range.rowStart} to ${range.rowEnd - 1}`
    const data = await understood(at, () =>
      Promise.all(
        columns.map(({ isPlain }, i) => (isPlain ? plain : nested).readColumn({ column: aliasOf(i), ...range })),
      ),
    )
    for (let start = range.rowStart; start < range.rowEnd; start += rows) {
      const end = Math.min(start + rows, range.rowEnd)
      const vector = (i: number): Vector =>
        placed(
          'parquet',
          () => at,
          () => columns[i]!.collect(Array.from(data[i]!.slice(start - range.rowStart, end - range.rowStart))),
        )
      yield {
        entity: options.entity ?? entity ?? defaultEntity,
        firstRow: start,
        length: end - start,
        columns: names.map((name, i) => ({ name, vector: vector(i) })),
      }
    }
  }
}

/** Key of the entry by which the encoder keeps what a schema cannot: the entity's name, and names in full. */
export const metadataKey = 'understudy'

const ownMetadata = z.object({ entity: z.string(), columns: z.array(z.string()) })

/** What the encoder writes under `metadataKey`. */
export const ownMetadataText = (own: z.infer<typeof ownMetadata>): string => JSON.stringify(own)

interface Description {
  readonly trees: readonly SchemaTree[]
  readonly columns: readonly { readonly isPlain: boolean; readonly collect: CellCollector }[]
  readonly names: readonly string[]
  readonly entity: string | undefined
}

function describe(metadata: FileMetaData): Description {
  const trees = parquetSchema(metadata).children
  const text = metadata.key_value_metadata?.find(({ key }) => key === metadataKey)?.value
  const own = text === undefined ? undefined : ownMetadata.parse(JSON.parse(text))
  const names = own?.columns ?? trees.map(({ element }) => element.name)
  if (names.length !== trees.length || new Set(names).size < names.length) throw new NotOfItsType('list of columns')
  return {
    trees,
    names,
    entity: own?.entity,
    columns: trees.map((tree) =>
      isPlainColumn(tree)
        ? { isPlain: true, collect: collectorOf(tree) }
        : { isPlain: false, collect: (values) => collect.json(values.map(boxed)) },
    ),
  }
}

const boxed = (value: unknown) => (value === null || value === undefined ? null : { value })

/** The reader keeps rows by column name in objects and paths; under these names any name works. */
const aliasOf = (column: number): string => `c${column}`

/** The metadata with columns renamed, and, where `exact`, with leaves that are read as they are stored. */
function aliased(metadata: FileMetaData, trees: readonly SchemaTree[], exact: boolean): FileMetaData {
  const [root, ...rest] = metadata.schema
  const schema: SchemaElement[] = root === undefined ? [] : [root]
  /** The column that each leaf belongs to: row groups list their chunks in the order of the leaves. */
  const columnOfLeaf: number[] = []
  trees.forEach((tree, column) => {
    const elements = rest.splice(0, tree.count)
    const plain = exact && isPlainColumn(tree)
    elements.forEach((element, i) => {
      const isLeaf = element.type !== undefined
      const read = plain && isLeaf ? leafOf(element).element : element
      schema.push(i === 0 ? { ...read, name: aliasOf(column) } : read)
      if (isLeaf) columnOfLeaf.push(column)
    })
  })
  const row_groups = metadata.row_groups.map((group) => ({
    ...group,
    columns: group.columns.map((chunk, leaf) => {
      if (chunk.meta_data === undefined) return chunk
      const [, ...path] = chunk.meta_data.path_in_schema
      return { ...chunk, meta_data: { ...chunk.meta_data, path_in_schema: [aliasOf(columnOfLeaf[leaf]!), ...path] } }
    }),
  }))
  return { ...metadata, schema, row_groups }
}

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const exactText = {
  stringFromBytes: (bytes: Uint8Array | undefined) => bytes && utf8.decode(bytes),
  timestampFromNanoseconds: (nanos: bigint) => nanos,
}

/** What the reader throws at bytes that are no Parquet has many kinds; a failed read of the file has a code. */
async function understood<T>(at: string, read: () => Promise<T>): Promise<T> {
  try {
    return await read()
  } catch (thrown) {
    if (thrown instanceof UnderstudyError || !(thrown instanceof Error) || isSystemError(thrown)) throw thrown
    throw malformed('parquet', 'The file is not Parquet, is damaged, or uses what is not read', at)
  }
}

const isSystemError = (error: Error) => 'syscall' in error
