import { basename, extname } from 'node:path'
import type { Format } from '../../formats/contract.ts'
import { entityField, namesEntities } from '../../formats/named-entities.ts'
import type { Batch } from '../../model/batch.ts'
import type { DataSchema } from '../../model/schema.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { checkReadable, decodeFile, type FileOptions, formatOfFile } from './decode-file.ts'
import { refuseInterrupted } from './refuse-interrupted.ts'
import { sniffTypes } from './sniff-types.ts'
import { type ColumnTypes, chosenColumns, isChosen, typedBatch, typesIn } from './typed-batch.ts'

export interface FileSourceOptions extends FileOptions {
  /** What the rows are called; where not said what lines of JSON call themselves, or the file's name without its extension. */
  readonly entity?: string | undefined
  readonly schema?: DataSchema | undefined
}

const sniffedRows = 10_000

/**
 * The rows of a file, in flat memory. CSV says nothing of types: they are those of the schema, or what the first 10,000
 * rows show. A batch in which a value is of another type has that column as text.
 */
export async function fileSource(path: string, options: FileSourceOptions = {}): Promise<RowSource> {
  const { schema, entity = entityOfFile(path) } = options
  const format = await formatOfFile(path, options.format)
  await checkReadable(path)
  if (format.name === 'ndjson' && options.entity === undefined && (await namesEntities(path)))
    return sourceOfNamed(path, format, options)
  return {
    name: path,
    schema,
    entities: [entity],
    async *batches({ entities: wanted, columns, signal, reuse } = {}) {
      if (wanted !== undefined && !wanted.includes(entity)) return
      const asked = columns?.get(entity)
      const cells = { wanted: (name: string) => isChosen(name, asked) }
      const read = (again: boolean) =>
        chosen(decodeFile(path, format, { ...options, entity }, { ...cells, reuse: again }), asked)
      const said = typesIn(schema, entity)
      const types = format.name === 'csv' && said.size === 0 ? await sniffed(read(false)) : said
      for await (const batch of read(reuse === true)) {
        refuseInterrupted(signal)
        // A format may know better what its rows are called.
        yield { ...typedBatch(batch, types), entity }
      }
    },
  }
}

/** Each row says what it is. */
function sourceOfNamed(path: string, format: Format, options: FileSourceOptions): RowSource {
  const { schema } = options
  return {
    name: path,
    schema,
    async *batches({ entities: wanted, columns, signal } = {}) {
      for await (const batch of decodeFile(path, format, { ...options, entityField })) {
        refuseInterrupted(signal)
        const { entity } = batch
        if (wanted === undefined || wanted.includes(entity))
          yield typedBatch(chosenColumns(batch, columns?.get(entity)), typesIn(schema, entity))
      }
    },
  }
}

function entityOfFile(path: string): string {
  return basename(path, extname(path))
}

async function* chosen(batches: AsyncIterable<Batch>, columns: ReadonlySet<string> | undefined): AsyncGenerator<Batch> {
  for await (const batch of batches) yield chosenColumns(batch, columns)
}

/** What the first rows show. */
async function sniffed(batches: AsyncIterable<Batch>): Promise<ColumnTypes> {
  const first: Batch[] = []
  let rows = 0
  for await (const batch of batches) {
    first.push(batch)
    rows += batch.length
    if (rows >= sniffedRows) break
  }
  return sniffTypes(first)
}
