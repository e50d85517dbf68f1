/**
 * A body that is made while it is read. The first piece is made before the answer begins, so that what fails at once is
 * an error like any other; what fails later breaks the connection, for an end would pass for the whole.
 */
export async function streamOf(
  pieces: AsyncIterable<Uint8Array>,
  pace: () => Promise<void>,
  stop: AbortController,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]()
  let next: IteratorResult<Uint8Array> | undefined = await iterator.next()
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        await pace()
        next ??= await iterator.next()
        if (next.done) controller.close()
        else controller.enqueue(next.value)
        next = undefined
      },
      async cancel(reason) {
        stop.abort(reason)
        await iterator.return?.()
      },
    },
    { highWaterMark: 0 },
  )
}
