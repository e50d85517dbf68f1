import { UnderstudyError } from '@understudy/sdk/error'
import type { Batch, Encoder, Format } from '@understudy/sdk/formats'

/** Encodes batches of one table. The first says which columns the file has; in NDJSON, where every row says it, any may come. */
export class MaskedEncoder {
  readonly #format: Format
  readonly #entity: string
  readonly #encoders = new Map<string, Encoder>()
  #names: readonly string[] | undefined

  constructor(format: Format, entity: string) {
    this.#format = format
    this.#entity = entity
  }

  /** Bytes that are to be written before the next call. */
  *batch(batch: Batch): Generator<Uint8Array> {
    const isFirst = this.#names === undefined
    const shown = batch.columns.map(({ name }) => name)
    this.#names ??= shown
    const names = this.#format.name === 'ndjson' ? shown : this.#names
    const encoder = this.#encoder(names)
    if (isFirst) yield encoder.header()
    yield encoder.batch(widened(batch, names))
  }

  *end(): Generator<Uint8Array> {
    const encoder = this.#encoder(this.#names ?? [])
    if (this.#names === undefined) yield encoder.header()
    yield encoder.footer()
  }

  #encoder(names: readonly string[]): Encoder {
    const key = JSON.stringify(names)
    const known = this.#encoders.get(key)
    if (known) return known
    const made = this.#format.encoder({ name: this.#entity, columns: names.map((name) => ({ name })) })
    this.#encoders.set(key, made)
    return made
  }
}

/** With the columns that its rows lack, which are absent in all of them. */
function widened(batch: Batch, names: readonly string[]): Batch {
  const late = batch.columns.find(({ name }) => !names.includes(name))
  if (late !== undefined) {
    throw new UnderstudyError('FORMAT_UNSUPPORTED', {
      operation: 'write masked rows',
      message: `a column ${JSON.stringify(late.name)} turns up that the first rows do not have`,
      at: `${batch.entity}.${late.name}`,
      hint: 'Use NDJSON for rows of several shapes.',
    })
  }
  const byName = new Map(batch.columns.map((column) => [column.name, column]))
  const nulls = new Uint8Array(batch.length).fill(1)
  const absent = {
    type: 'text',
    length: batch.length,
    values: new Array<string>(batch.length).fill(''),
    nulls,
  } as const
  return { ...batch, columns: names.map((name) => byName.get(name) ?? { name, vector: absent }) }
}
