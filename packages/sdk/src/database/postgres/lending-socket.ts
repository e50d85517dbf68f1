import { Socket } from 'node:net'
import type { Lookup } from '../adapter.ts'
import { giveBackRoom, takeRoom } from './chunk-pool.ts'

/**
 * A socket that reads into one buffer again and again, where a new one for each read would have to be collected. Who sets
 * `lends` is given that buffer, and keeps no part of it; all others are given copies.
 */
export class LendingSocket extends Socket {
  lends = false

  constructor() {
    const room = takeRoom()
    super({
      onread: {
        buffer: room,
        callback: (length, { buffer, byteOffset }) => {
          const bytes = Buffer.from(buffer, byteOffset, length)
          return this.emit('data', this.lends ? bytes : Buffer.from(bytes))
        },
      },
    })
    this.once('close', () => giveBackRoom(room))
  }
}

/** What pg is to make its connection of: TLS reads for itself. */
function lendingSocket(config?: { readonly ssl?: unknown }): Socket {
  return config?.ssl ? new Socket() : new LendingSocket()
}

/** What pg is to make connections of whose server's name is looked up by somebody else. */
export function socketsBy(lookup: Lookup | undefined): (config?: { readonly ssl?: unknown }) => Socket {
  return lookup === undefined ? lendingSocket : () => new LookingSocket(lookup)
}

/** Connects as pg does, by a port and a name. */
class LookingSocket extends Socket {
  readonly #lookup: Lookup

  constructor(lookup: Lookup) {
    super()
    this.#lookup = lookup
  }

  override connect(...given: unknown[]): this {
    const [port, host] = given
    if (typeof host !== 'string') throw new Error('a connection with a lookup of its own is made by port and name')
    return super.connect({ port: Number(port), host, lookup: this.#lookup })
  }
}
