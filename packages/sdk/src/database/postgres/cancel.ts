import { connect, type Socket } from 'node:net'
import type { Client } from 'pg'

const cancelRequest = 80877102
const patience = 5000

/**
 * Runs work on a connection; when the signal fires, asks the server to stop the running statement. Where the server
 * does not within five seconds, the connection is cut. When this returns, no request is on its way any more that could
 * hit a later statement.
 */
export async function stopOnAbort<T>(
  client: Client,
  signal: AbortSignal | undefined,
  work: () => Promise<T>,
): Promise<T> {
  if (!signal) return work()
  let requested: Promise<void> | undefined
  let cut: NodeJS.Timeout | undefined
  const stop = () => {
    requested = requestCancel(client)
    cut = setTimeout(() => client.connection.stream.destroy(), patience)
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    return await work()
  } finally {
    signal.removeEventListener('abort', stop)
    clearTimeout(cut)
    await requested
  }
}

/** Over a connection of its own, as the protocol wants it; the server answers by closing that, after it has acted. */
export function requestCancel(client: Client): Promise<void> {
  const { processID, secretKey } = backendKey(client)
  const request = Buffer.alloc(16)
  request.writeInt32BE(16, 0)
  request.writeInt32BE(cancelRequest, 4)
  request.writeInt32BE(processID, 8)
  request.writeInt32BE(secretKey, 12)
  const local = client.host.startsWith('/')
  // The very server that the connection is with: its name may lead elsewhere by now.
  const host = addressOf(client)
  if (!local && host === undefined) return Promise.resolve()
  const socket = connect(local ? { path: `${client.host}/.s.PGSQL.${client.port}` } : { host, port: client.port })
  socket.setTimeout(patience, () => socket.destroy())
  // A request that cannot be sent is followed by the cut.
  socket.on('error', () => socket.destroy())
  socket.resume().end(request)
  return new Promise((resolve) => socket.on('close', () => resolve()))
}

/** Undefined of a connection that has ended. pg types what it speaks over as any duplex; it is a socket, in the clear or of TLS. */
function addressOf(client: Client): string | undefined {
  return (client.connection.stream as Socket).remoteAddress
}

/** The client keeps the server's key under these names; pg's types leave them out. */
function backendKey(client: Client): { processID: number; secretKey: number } {
  return client as Client & { processID: number; secretKey: number }
}
