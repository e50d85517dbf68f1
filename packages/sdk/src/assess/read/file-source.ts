import { basename, extname } from 'node:path'
import type { Batch } from '../../model/batch.ts'
import type { DataSchema } from '../../model/schema.ts'
import type { RowSource } from '../../quality/row-source.ts'
import { checkReadable, decodeFile, type FileOptions, formatOfFile } from './decode-file.ts'
import { refuseInterrupted } from './refuse-interrupted.ts'
import { sniffTypes } from './sniff-types.ts'
import { type ColumnTypes, chosenColumns, isChosen, typedBatch, typesIn } from './typed-batch.ts'

export interface FileSourceOptions extends FileOptions {
  /** What the rows are called; the file's name without its extension where not said. */
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
  const format = formatOfFile(path, options.format)
  await checkReadable(path)
  return {
    name: path,
    schema,
    entities: [entity],
    async *batches({ entities: wanted, columns, signal } = {}) {
      if (wanted !== undefined && !wanted.includes(entity)) return
      const asked = columns?.get(entity)
      const isAsked = (name: string) => isChosen(name, asked)
      const decoded = chosen(decodeFile(path, format, { ...options, entity }, isAsked), asked)
      const said = typesIn(schema, entity)
      for await (const batch of format.name === 'csv' && said.size === 0 ? sniffed(decoded) : typed(decoded, said)) {
        refuseInterrupted(signal)
        // A format may know better what its rows are called.
        yield { ...batch, entity }
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

async function* typed(batches: AsyncIterable<Batch>, types: ColumnTypes): AsyncGenerator<Batch> {
  for await (const batch of batches) yield typedBatch(batch, types)
}

/** The first rows are held until their types are known. */
async function* sniffed(batches: AsyncIterable<Batch>): AsyncGenerator<Batch> {
  const held: Batch[] = []
  let types: ColumnTypes | undefined
  let rows = 0
  for await (const batch of batches) {
    if (types !== undefined) {
      yield typedBatch(batch, types)
      continue
    }
    held.push(batch)
    rows += batch.length
    if (rows < sniffedRows) continue
    types = sniffTypes(held)
    for (const early of held.splice(0)) yield typedBatch(early, types)
  }
  types ??= sniffTypes(held)
  for (const early of held) yield typedBatch(early, types)
}
