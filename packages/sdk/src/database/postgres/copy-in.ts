import type { Duplex } from 'node:stream'
import type { Connection, Submittable } from 'pg'
import { notCopy } from './failure.ts'

const mostOfMessage = 32 * 1024
/** Sockets that never fill would keep the event loop from reading the server's refusal. */
const bytesBetweenReads = 1024 * 1024

/** What a COPY needs of pg's connection; its types leave the copy messages out. */
interface CopyConnection extends Connection {
  endCopyFrom(): void
  sendCopyFail(message: string): void
}

/**
 * COPY … FROM STDIN over pg's protocol of submittables. Chunks, each valid until the next is asked for, go out
 * as fast as the socket takes them. When
 * the producer throws, the server is told and keeps nothing; `producerFailure` then holds what it threw.
 */
export class CopyIn implements Submittable {
  /** Settles when the server is done and the producer is not asked any more. */
  readonly rows: Promise<number>
  producerFailure: { readonly thrown: unknown } | undefined
  readonly #text: string
  readonly #iterator: Iterator<Uint8Array> | AsyncIterator<Uint8Array>
  #resolve: (rows: number) => void = () => {}
  #reject: (thrown: unknown) => void = () => {}
  /** Ends what the pump waits for, once the server has refused. */
  #interrupt: () => void = () => {}
  #started = false
  #over = false
  #count = 0

  constructor(text: string, chunks: AsyncIterable<Uint8Array> | Iterable<Uint8Array>) {
    this.#text = text
    this.#iterator = Symbol.asyncIterator in chunks ? chunks[Symbol.asyncIterator]() : chunks[Symbol.iterator]()
    this.rows = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
  }

  submit(connection: Connection): void {
    connection.query(this.#text)
  }

  handleCopyInResponse(connection: CopyConnection): void {
    this.#started = true
    this.#pump(connection).then(
      () => {
        if (!this.#over) connection.endCopyFrom()
      },
      (thrown: unknown) => {
        this.producerFailure = { thrown }
        if (!this.#over) connection.sendCopyFail('the producer of the rows failed')
      },
    )
  }

  handleCommandComplete(message: { readonly text: string }): void {
    this.#count = Number(/^COPY (\d+)$/.exec(message.text)?.[1] ?? 0)
  }

  handleReadyForQuery(): void {
    this.#end(() => {
      if (this.#started) this.#resolve(this.#count)
      else this.#reject(notCopy('COPY … FROM STDIN'))
    })
  }

  handleError(thrown: Error): void {
    this.#end(() => this.#reject(thrown))
  }

  /** Only statements that are not a COPY bring these; handleReadyForQuery answers for them. */
  handleRowDescription(): void {}
  handleDataRow(): void {}
  handlePortalSuspended(): void {}
  handleEmptyQuery(): void {}
  handleCopyData(): void {}

  #end(settle: () => void): void {
    if (this.#over) return
    this.#over = true
    this.#interrupt()
    settle()
  }

  async #pump(connection: CopyConnection): Promise<void> {
    const { stream } = connection
    let sinceRead = 0
    try {
      while (!this.#over) {
        const step = await this.#unlessOver(this.#iterator.next())
        if (!step || step.done) return
        await this.#unlessOver(sent(stream, step.value))
        sinceRead += step.value.length
        if (sinceRead <= bytesBetweenReads) continue
        sinceRead = 0
        await new Promise(setImmediate)
      }
    } finally {
      if (this.#over) this.#abandonProducer()
    }
  }

  /** The producer's cleanup runs; what it throws then is second to the error that ended the COPY. */
  #abandonProducer(): void {
    const returned: unknown = this.#iterator.return?.()
    if (returned instanceof Promise) returned.catch(() => {})
  }

  /** Undefined when the COPY ended first. */
  #unlessOver<T>(work: T | Promise<T>): Promise<T | undefined> {
    return new Promise((resolve, reject) => {
      this.#interrupt = () => resolve(undefined)
      Promise.resolve(work).then(resolve, reject)
    })
  }
}

/**
 * Bytes as CopyData messages: kind, a length that counts itself, body. Settles when the socket has done with them, so that they
 * need not be copied; never on one that is lost, of which its connection tells.
 */
function sent(stream: Duplex, bytes: Uint8Array): Promise<void> {
  return new Promise((resolve) => {
    if (bytes.length === 0) resolve()
    stream.cork()
    for (let at = 0; at < bytes.length; at += mostOfMessage) {
      const body = bytes.subarray(at, at + mostOfMessage)
      const header = Buffer.allocUnsafe(5)
      header[0] = 0x64
      header.writeUInt32BE(4 + body.length, 1)
      stream.write(header)
      stream.write(body, (failure) => {
        if (!failure && at + body.length === bytes.length) resolve()
      })
    }
    stream.uncork()
  })
}
