import type { Connection, Submittable } from 'pg'
import { chunkBytes, giveBackRoom, takeRoom } from './chunk-pool.ts'
import { notCopy } from './failure.ts'
import { LendingSocket } from './lending-socket.ts'
import { headerBytes, unframe } from './unframe.ts'

const chunksAhead = 4

const [copyData, readyForQuery] = [0x64, 0x5a]
/** Kinds of messages that a server may send while a statement runs, of either protocol. */
const kinds = new Set(Array.from('dcHGCEINSTADZWv12s', (letter) => letter.charCodeAt(0)))

/** A chunk that is nearly full waits for no more. */
const enough = (3 / 4) * chunkBytes

interface Chunk {
  readonly room: Buffer
  readonly length: number
}

type Listener = (bytes: Buffer) => void

/**
 * COPY … TO STDOUT over pg's protocol of submittables, as chunks that break anywhere. Its messages, one for each row, are
 * taken off the socket here; pg's own parser, which makes objects of them, is given all others. The socket pauses while
 * the reader is behind. When the reader stops early, `abandon` may ask the server to stop; what still comes passes by
 * unread.
 */
export class CopyOut implements Submittable {
  readonly #text: string
  readonly #abandon: () => Promise<void>
  readonly #send: (connection: Connection, text: string) => void
  readonly #lends: boolean
  readonly #ready: Chunk[] = []
  /** What is filled now. */
  #room: Buffer | undefined
  #used = 0
  #connection: Connection | undefined
  /** pg's own, while this reads in its place. */
  #parsers: Listener[] = []
  readonly #read: Listener = (bytes) => this.#take(bytes)
  /** Of a message of which only the beginning has come: that, where its body is not passed on at once. */
  #begun = Buffer.alloc(0)
  /** Bytes of a row that are still to come. */
  #rest = 0
  #failure: { thrown: Error } | undefined
  #started = false
  #over = false
  #abandoned = false
  #wake: () => void = () => {}

  /**
   * @param lends whether a chunk may be written over once the next one is asked for
   * @param send how the statement gets there; by the simple protocol when not said
   */
  constructor(
    text: string,
    abandon: () => Promise<void>,
    lends = false,
    send = (connection: Connection, statement: string) => connection.query(statement),
  ) {
    this.#text = text
    this.#abandon = abandon
    this.#lends = lends
    this.#send = send
  }

  async *chunks(): AsyncGenerator<Uint8Array, void, undefined> {
    try {
      for (;;) {
        const chunk = this.#ready.shift()
        if (chunk) {
          try {
            yield chunk.room.subarray(0, chunk.length)
          } finally {
            if (this.#lends) giveBackRoom(chunk.room)
          }
          continue
        }
        if (this.#failure) throw this.#failure.thrown
        if (this.#over) return
        await this.#change()
      }
    } finally {
      this.#abandoned = true
      // Nor does anybody wait for what is ready, before which the socket would pause.
      this.#giveBackRooms()
      if (!this.#over) await this.#abandon()
      while (!this.#over) await this.#change()
    }
  }

  submit(connection: Connection): void {
    this.#connection = connection
    const { stream } = connection
    this.#parsers = dataListeners(stream)
    stream.removeAllListeners('data')
    stream.on('data', this.#read)
    if (stream instanceof LendingSocket) stream.lends = true
    this.#send(connection, this.#text)
  }

  handleCommandComplete(message: { readonly text: string }): void {
    if (message.text.startsWith('COPY ')) this.#started = true
  }

  handleReadyForQuery(): void {
    if (this.#started) this.#flush()
    else this.#failure = { thrown: notCopy('COPY … TO STDOUT') }
    this.#end()
  }

  /** The server says next that it is ready again, which is still read here; a connection that is lost says nothing. */
  handleError(thrown: Error): void {
    this.#failure ??= { thrown }
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

  #take(received: Buffer): void {
    const bytes = this.#begun.length === 0 ? received : Buffer.concat([this.#begun, received])
    this.#begun = none
    const end = bytes.length
    let at = this.#addRest(bytes, 0)
    while (end - at >= headerBytes) {
      const kind = bytes[at]!
      const length = bytes.readInt32BE(at + 1)
      if (length < 4 || !kinds.has(kind)) {
        this.#lose()
        return
      }
      const next = at + 1 + length
      if (kind === copyData) {
        at = this.#addRest(bytes, this.#addBodies(bytes, at))
        continue
      }
      if (next > end) break
      if (kind === readyForQuery) {
        // What answers it may be the next statement, which reads for itself.
        const stream = this.#giveBack()
        for (const parse of this.#parsers) parse.call(stream, bytes.subarray(at, next))
        if (next < end) stream?.emit('data', Buffer.from(bytes.subarray(next)))
        return
      }
      for (const parse of this.#parsers) parse.call(this.#connection?.stream, bytes.subarray(at, next))
      at = next
    }
    if (at < end) this.#begun = Buffer.from(bytes.subarray(at))
    if (this.#used >= enough) this.#flush()
    if (this.#ready.length >= chunksAhead) this.#connection?.stream.pause()
  }

  /** Of messages of rows from `at` on, of which the last may not be whole; answers where what was read of them ends. */
  #addBodies(bytes: Buffer, at: number): number {
    this.#started = true
    if (this.#used + Math.min(bytes.length - at, chunkBytes) > chunkBytes) this.#flush()
    const { length, rest, next } = unframe(bytes, at, this.#roomNow(), this.#used)
    if (!this.#abandoned) this.#used += length
    this.#rest = rest
    return next
  }

  /** Undefined where nobody wants to have it. */
  #roomNow(): Buffer | undefined {
    if (this.#abandoned) return undefined
    this.#room ??= this.#lends ? takeRoom() : Buffer.allocUnsafeSlow(chunkBytes)
    return this.#room
  }

  #giveBackRooms(): void {
    const rooms = [...this.#ready.splice(0).map(({ room }) => room), ...(this.#room ? [this.#room] : [])]
    this.#room = undefined
    this.#used = 0
    if (this.#lends) for (const room of rooms) giveBackRoom(room)
  }

  /** What there is from `at` on of a row of which the beginning was added; answers where that ends. */
  #addRest(bytes: Buffer, at: number): number {
    const next = Math.min(at + this.#rest, bytes.length)
    this.#rest -= next - at
    if (next > at) this.#add(bytes, at, next)
    return next
  }

  #add(bytes: Buffer, start: number, end: number): void {
    let at = start
    while (at < end) {
      const room = this.#roomNow()
      if (room === undefined) return
      const copied = bytes.copy(room, this.#used, at, end)
      at += copied
      this.#used += copied
      if (this.#used === chunkBytes) this.#flush()
    }
  }

  /** pg reads its connection again. */
  #giveBack(): Connection['stream'] | undefined {
    const stream = this.#connection?.stream
    if (stream === undefined || !stream.listeners('data').includes(this.#read)) return stream
    if (stream instanceof LendingSocket) stream.lends = false
    stream.off('data', this.#read)
    for (const parse of this.#parsers) stream.on('data', parse)
    return stream
  }

  /** What comes is not what was agreed on: nothing more of it can be believed. */
  #lose(): void {
    this.#giveBack()?.destroy(new Error('the server sent what is no message'))
  }

  #flush(): void {
    if (this.#used === 0 || this.#room === undefined) return
    this.#ready.push({ room: this.#room, length: this.#used })
    this.#room = undefined
    this.#used = 0
    this.#wake()
  }

  #end(): void {
    this.#over = true
    // Paused, it would not read the answer to the next statement.
    this.#connection?.stream.resume()
    this.#wake()
  }

  #change(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve
      this.#connection?.stream.resume()
    })
  }
}

const none = Buffer.alloc(0)

/** Listeners of data take bytes; the type of a stream's listeners does not say so. */
function dataListeners(stream: Connection['stream']): Listener[] {
  return stream.listeners('data') as Listener[]
}
