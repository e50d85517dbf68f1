import { isCommit } from '../classify/writes-of.ts'

const header = 5
const startupHeader = 8
/** Requests that come before the start of a session, each of 8 bytes, and are answered by one byte. */
const asksForEncryption = new Set([80877103, 80877104])

/** Cuts what a client of Postgres sends into its messages. */
export class ClientMessages {
  #rest = Buffer.alloc(0)
  #state: 'before' | 'asked' | 'session' | 'opaque' = 'before'

  /** Nothing can be read of it: the connection is encrypted. */
  get isOpaque(): boolean {
    return this.#state === 'opaque'
  }

  /** The messages that are complete now; what has begun is kept back until the rest of it comes. */
  take(bytes: Buffer): Buffer[] {
    if (this.#state === 'opaque') return [bytes]
    this.#rest = Buffer.concat([this.#rest, bytes])
    const messages: Buffer[] = []
    for (let message = this.#next(); message; message = this.#next()) messages.push(message)
    return messages
  }

  /** What a server says first, where it was asked for encryption: S, G or N. */
  answered(byte: number | undefined): void {
    if (this.#state === 'asked') this.#state = byte === 'N'.charCodeAt(0) ? 'before' : 'opaque'
  }

  #next(): Buffer | undefined {
    const isSession = this.#state === 'session'
    if (this.#state === 'opaque' || this.#rest.length < (isSession ? header : startupHeader)) return undefined
    const length = isSession ? 1 + this.#rest.readInt32BE(1) : this.#rest.readInt32BE(0)
    if (length < (isSession ? header : startupHeader)) return this.#giveUp()
    if (this.#rest.length < length) return undefined
    if (!isSession) this.#state = asksForEncryption.has(this.#rest.readInt32BE(4)) ? 'asked' : 'session'
    const message = this.#rest.subarray(0, length)
    this.#rest = this.#rest.subarray(length)
    return message
  }

  /** It is no client of Postgres; what it sends passes as it comes. */
  #giveUp(): Buffer {
    const rest = this.#rest
    this.#state = 'opaque'
    this.#rest = Buffer.alloc(0)
    return rest
  }
}

/** A message that asks for COMMIT, by the simple protocol or by the parts of the extended one. */
export function asksForCommit(message: Buffer): boolean {
  const texts = message.subarray(header).toString('latin1').split('\0')
  switch (String.fromCharCode(message[0] ?? 0)) {
    case 'Q':
      return isCommit(texts[0] ?? '')
    case 'P':
      return isCommit(texts[1] ?? '')
    default:
      return false
  }
}

/** The end of the answer of a server that waits for the next statement: outside, inside, or inside of a failed transaction. */
export function endsAnswer(bytes: Buffer): boolean {
  const end = bytes.subarray(-6)
  return end.length === 6 && end.readUInt8(0) === 'Z'.charCodeAt(0) && end.readInt32BE(1) === 5
}
