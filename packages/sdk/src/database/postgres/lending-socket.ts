import { Socket } from 'node:net'

const bufferBytes = 64 * 1024

/**
 * A socket that reads into one buffer again and again, where a new one for each read would have to be collected. Who sets
 * `lends` is given that buffer, and keeps no part of it; all others are given copies.
 */
export class LendingSocket extends Socket {
  lends = false

  constructor() {
    super({
      onread: {
        buffer: Buffer.allocUnsafeSlow(bufferBytes),
        callback: (length, { buffer, byteOffset }) => {
          const bytes = Buffer.from(buffer, byteOffset, length)
          return this.emit('data', this.lends ? bytes : Buffer.from(bytes))
        },
      },
    })
  }
}

/** What pg is to make its connection of: TLS reads for itself. */
export function lendingSocket(config?: { readonly ssl?: unknown }): Socket {
  return config?.ssl ? new Socket() : new LendingSocket()
}
