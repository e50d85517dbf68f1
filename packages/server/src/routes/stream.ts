import type { HttpBindings } from '@hono/node-server'
import { giveBack } from '../services/datasets/chunks/give-back.ts'

/**
 * A body that is made while it is read. The first piece is made before the answer begins, so that what fails at once is
 * an error like any other; what fails later breaks the connection, for an end would pass for the whole.
 * @param sent whether all that was taken so far has left the process: then its memory goes, for it is this stream's alone
 */
export async function streamOf(
  pieces: AsyncIterable<Uint8Array>,
  pace: () => Promise<void>,
  stop: AbortController,
  sent: () => boolean = () => false,
): Promise<ReadableStream<Uint8Array>> {
  const iterator = pieces[Symbol.asyncIterator]()
  let next: IteratorResult<Uint8Array> | undefined = await iterator.next()
  let taken: Uint8Array | undefined
  return new ReadableStream<Uint8Array>(
    {
      async pull(controller) {
        if (taken && sent()) giveBack(taken)
        taken = undefined
        await pace()
        next ??= await iterator.next()
        if (next.done) controller.close()
        else {
          taken = next.value
          controller.enqueue(next.value)
        }
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

/** Of an answer by a socket, of which nothing waits: what was given to Node is with the system. */
export function isSent(outgoing: HttpBindings['outgoing'] | undefined): boolean {
  return outgoing?.headersSent === true && outgoing.writableLength === 0
}
