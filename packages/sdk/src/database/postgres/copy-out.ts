import type { Connection, Submittable } from 'pg'
import { notCopy } from './failure.ts'

const chunkBytes = 64 * 1024
const chunksAhead = 8

/**
 * COPY … TO STDOUT over pg's protocol of submittables, as chunks that break anywhere. The socket pauses while the reader
 * is behind. When the reader stops early, `abandon` may ask the server to stop; what still comes passes by unread.
 */
export class CopyOut implements Submittable {
  readonly #text: string
  readonly #abandon: () => Promise<void>
  readonly #send: (connection: Connection, text: string) => void
  readonly #ready: Uint8Array[] = []
  #chunk = Buffer.allocUnsafe(chunkBytes)
  #used = 0
  #connection: Connection | undefined
  #failure: { thrown: Error } | undefined
  #started = false
  #over = false
  #abandoned = false
  #wake: () => void = () => {}

  /** @param send how the statement gets there; by the simple protocol when not said. */
  constructor(
    text: string,
    abandon: () => Promise<void>,
    send = (connection: Connection, statement: string) => connection.query(statement),
  ) {
    this.#text = text
    this.#abandon = abandon
    this.#send = send
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#ready.shift()
        if (chunk) {
          yield chunk
          continue
        }
        if (this.#failure) throw this.#failure.thrown
        if (this.#over) return
        await this.#change()
      }
    } finally {
      this.#abandoned = true
      if (!this.#over) await this.#abandon()
      while (!this.#over) await this.#change()
    }
  }

  submit(connection: Connection): void {
    this.#connection = connection
    this.#send(connection, this.#text)
  }

  handleCopyData(message: { readonly chunk: Buffer }): void {
    this.#started = true
    if (this.#abandoned) return
    for (let at = 0; at < message.chunk.length; ) {
      const copied = message.chunk.copy(this.#chunk, this.#used, at)
      at += copied
      this.#used += copied
      if (this.#used === chunkBytes) this.#flush()
    }
    if (this.#ready.length >= chunksAhead) this.#connection?.stream.pause()
  }

  handleCommandComplete(message: { readonly text: string }): void {
    if (message.text.startsWith('COPY ')) this.#started = true
  }

  handleReadyForQuery(): void {
    if (this.#started) this.#flush()
    else this.#failure = { thrown: notCopy('COPY … TO STDOUT') }
    this.#end()
  }

  handleError(thrown: Error): void {
    this.#failure = { thrown }
    this.#end()
  }

  /** A COPY … FROM STDIN by mistake gets its end at once. */
  handleCopyInResponse(connection: Connection & { sendCopyFail(message: string): void }): void {
    connection.sendCopyFail('the statement is not COPY TO STDOUT')
  }

  /** Only statements that are not a COPY bring these; handleReadyForQuery answers for them. */
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}

  #flush(): void {
    if (this.#used === 0) return
    this.#ready.push(this.#chunk.subarray(0, this.#used))
    this.#chunk = Buffer.allocUnsafe(chunkBytes)
    this.#used = 0
    this.#wake()
  }

  #end(): void {
    this.#over = true
    this.#wake()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#connection?.stream.resume()
    })
  }
}
