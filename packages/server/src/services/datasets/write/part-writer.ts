import { type Batch, type Encoder, formatNamed } from '@understudy/sdk/formats'
import { FirstTexts } from '@understudy/sdk/quality'
import { RequestError } from '../../../errors/request-error.ts'
import type { Services } from '../../call.ts'
import { type Chunk, putChunk } from '../chunks/chunk.ts'
import { ChunkCutter } from '../chunks/chunk-cutter.ts'
import { type DatasetColumn, isEmpty, mergedColumns, typeOfVector } from '../chunks/column-types.ts'
import { type DatasetKey, datasetKey } from '../chunks/dataset-key.ts'
import type { Part } from './part.ts'

/** How much one version may be of, and how many chunks are on their way into the blob store at once. */
const most = { entities: 500, columns: 2000, nameLength: 200, storing: 4 }

interface EntityWritten {
  columns: DatasetColumn[]
  readonly chunks: { rows: number; bytes: number; blob: string }[]
  readonly cutter: ChunkCutter
  /** By the names of the columns: batches of one entity need not have the same. */
  readonly encoders: Map<string, Encoder>
  /** Of rows that come from outside: the first of them. */
  readonly texts: FirstTexts | undefined
}

export interface WriteOptions {
  /** Rows come from outside: it is looked whether their fields seem to be somebody's. */
  readonly looks?: boolean | undefined
}

/** Batches into sealed chunks, with the memory of one chunk for each entity that is begun, and of a few that are being stored. Of no row of the store yet. */
export class PartWriter {
  readonly #services: Pick<Services, 'blobs'>
  readonly #team: string
  readonly #key: DatasetKey
  readonly #entities = new Map<string, EntityWritten>()
  readonly #storing: Promise<void>[] = []
  readonly #looks: boolean
  #bytes = 0

  private constructor(services: Pick<Services, 'blobs'>, team: string, key: DatasetKey, looks: boolean) {
    this.#services = services
    this.#team = team
    this.#key = key
    this.#looks = looks
  }

  static async open(
    services: Pick<Services, 'store' | 'sealer' | 'blobs'>,
    { team, dataset }: { readonly team: string; readonly dataset: string },
    { looks = false }: WriteOptions = {},
  ): Promise<PartWriter> {
    return new PartWriter(services, team, await datasetKey(services, team, dataset), looks)
  }

  async write(batch: Batch): Promise<void> {
    const written = this.#entity(batch.entity)
    written.texts?.add(batch)
    const names = batch.columns.map(({ name }) => name)
    if (batch.columns.length > most.columns || names.some((name) => name.length > most.nameLength)) {
      throw tooMuch(`at most ${most.columns} columns with names of ${most.nameLength} characters`)
    }
    const seen = batch.columns.map(({ name, vector }) => ({
      name,
      type: isEmpty(vector) ? null : typeOfVector(vector),
    }))
    written.columns = mergedColumns(written.columns, seen)
    const shape = JSON.stringify(names)
    let encoder = written.encoders.get(shape)
    if (!encoder) {
      if (written.encoders.size > 100) written.encoders.clear()
      encoder = formatNamed('ndjson').encoder({ name: batch.entity, columns: names.map((name) => ({ name })) })
      written.encoders.set(shape, encoder)
    }
    const lines = encoder.batch(batch)
    this.#bytes += lines.length
    for (const chunk of written.cutter.add(lines)) await this.#put(written, chunk)
  }

  /** Of NDJSON, by now. */
  get bytes(): number {
    return this.#bytes
  }

  async end(): Promise<Part> {
    for (const written of this.#entities.values()) {
      for (const chunk of written.cutter.rest()) await this.#put(written, chunk)
    }
    await Promise.all(this.#storing)
    const found = [...this.#entities].flatMap(([entity, { texts }]) =>
      [...(texts?.personal(entity) ?? [])].map(([field, holds]) => ({ entity, field, holds })),
    )
    return {
      entities: [...this.#entities].map(([entity, { columns, chunks }]) => ({ entity, columns, chunks })),
      ...(found.length === 0 ? {} : { found }),
    }
  }

  #entity(name: string): EntityWritten {
    const known = this.#entities.get(name)
    if (known) return known
    if (name.length > most.nameLength || this.#entities.size >= most.entities) {
      throw tooMuch(`at most ${most.entities} entities with names of ${most.nameLength} characters`)
    }
    const begun: EntityWritten = {
      columns: [],
      chunks: [],
      cutter: new ChunkCutter(),
      encoders: new Map(),
      texts: this.#looks ? new FirstTexts() : undefined,
    }
    this.#entities.set(name, begun)
    return begun
  }

  /** In the order in which they were cut, whichever is stored first. */
  async #put(written: EntityWritten, chunk: Chunk): Promise<void> {
    const place = written.chunks.push({ rows: chunk.rows, bytes: chunk.bytes.length, blob: '' }) - 1
    const put = putChunk(this.#services.blobs, this.#team, this.#key, chunk).then((blob) => {
      written.chunks[place]!.blob = blob
    })
    // Awaited in its turn; until then nobody else listens to its failure.
    put.catch(() => {})
    this.#storing.push(put)
    if (this.#storing.length >= most.storing) await this.#storing.shift()
  }
}

function tooMuch(message: string): RequestError {
  return new RequestError('LIMIT_EXCEEDED', { message: `a version has ${message}` })
}
