/** As many bytes as are kept of one COPY, so that it can be done again on a clone. */
const mostBytes = 8 * 1024 * 1024

export interface Gathered {
  /** All chunks; undefined when they are too many, and then `chunks` still has to be read. */
  readonly kept: readonly Uint8Array[] | undefined
  readonly chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>
  /** What the producer threw after `chunks` was begun. */
  failure?: { readonly thrown: unknown }
}

/** Reads chunks, each valid until the next is asked for, as far as they may be kept. What the producer throws is thrown. */
export async function gatherChunks(chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>): Promise<Gathered> {
  const iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
  const kept: Uint8Array[] = []
  let bytes = 0
  for (;;) {
    const step = await iterator.next()
    if (step.done) return { kept, chunks: kept }
    kept.push(Buffer.from(step.value))
    bytes += step.value.length
    if (bytes > mostBytes) break
  }
  const gathered: Gathered = { kept: undefined, chunks: rest() }
  return gathered

  async function* rest(): AsyncGenerator<Uint8Array, void, undefined> {
    let over = false
    try {
      yield* kept.splice(0)
      for (let step = await iterator.next(); !step.done; step = await iterator.next()) yield step.value
      over = true
    } catch (thrown) {
      over = true
      gathered.failure = { thrown }
      throw thrown
    } finally {
      if (!over) await iterator.return?.()
    }
  }
}
