import { once } from 'node:events'
import { connect, createServer, type Socket } from 'node:net'

const protocol = 196608
const secureConnection = 80877103
const [readyForQuery, parameterStatus, terminate] = ['Z', 'S', 'X'].map((letter) => letter.charCodeAt(0))

/** A connection of the pooler to the server, past its greeting. */
interface Backend {
  readonly socket: Socket
  readonly parameters: Buffer
  client: Client | undefined
}

interface Client {
  readonly socket: Socket
  readonly waiting: Buffer[]
  backend: Backend | undefined
}

/**
 * A connection pooler in front of a Postgres that trusts everybody: in transaction mode whoever begins something is given
 * any connection that is free, until it is outside of a transaction again; in session mode it keeps its own.
 */
export async function startPooler(url: string, mode: 'transaction' | 'session') {
  const { hostname, port, username, pathname } = new URL(url)
  const idle: Backend[] = []
  const sockets = new Set<Socket>()

  const open = async (): Promise<Backend> => {
    const socket = connect(Number(port), hostname)
    sockets.add(socket)
    await once(socket, 'connect')
    socket.write(startup(username, pathname.slice(1)))
    const parameters: Buffer[] = []
    await new Promise<void>((resolve) => {
      const greet = messages((kind, bytes) => {
        if (kind === parameterStatus) parameters.push(bytes)
        if (kind === readyForQuery) {
          socket.off('data', greet)
          resolve()
        }
      })
      socket.on('data', greet)
    })
    const backend: Backend = { socket, parameters: Buffer.concat(parameters), client: undefined }
    socket.on(
      'data',
      messages((kind, bytes) => {
        const { client } = backend
        client?.socket.write(bytes)
        if (mode === 'session' || kind !== readyForQuery || bytes[5] !== 0x49 || !client) return
        client.backend = undefined
        backend.client = undefined
        idle.push(backend)
      }),
    )
    return backend
  }

  const serve = async (client: Client): Promise<void> => {
    if (!client.backend) {
      const backend = idle.pop() ?? (await open())
      client.backend = backend
      backend.client = client
    }
    for (const bytes of client.waiting.splice(0)) client.backend.socket.write(bytes)
  }

  const server = createServer((socket) => {
    sockets.add(socket)
    const client: Client = { socket, waiting: [], backend: undefined }
    let greeted = false
    const forward = messages((kind, bytes) => {
      if (kind === terminate) return
      client.waiting.push(bytes)
      void serve(client)
    })
    socket.on('error', () => socket.destroy())
    socket.on('data', async (bytes) => {
      if (greeted) return forward(bytes)
      if (bytes.readInt32BE(4) === secureConnection) return void socket.write('N')
      greeted = true
      const backend = idle.pop() ?? (await open())
      idle.push(backend)
      const key = message('K', Buffer.from([0, 0, 0, 1, 0, 0, 0, 1]))
      socket.write(
        Buffer.concat([message('R', Buffer.alloc(4)), backend.parameters, key, message('Z', Buffer.from('I'))]),
      )
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = server.address()
  const own = new URL(url)
  if (typeof address === 'object' && address) own.port = String(address.port)
  return {
    url: own.href,
    async stop() {
      for (const socket of sockets) socket.destroy()
      server.close()
      await once(server, 'close')
    },
  }
}

function startup(user: string, database: string): Buffer {
  const text = Buffer.from(['user', user, 'database', database, '', ''].join('\0'))
  const body = Buffer.concat([Buffer.alloc(4), text])
  body.writeInt32BE(protocol)
  const length = Buffer.alloc(4)
  length.writeInt32BE(body.length + 4)
  return Buffer.concat([length, body])
}

function message(kind: string, body: Buffer): Buffer {
  const head = Buffer.alloc(5)
  head.write(kind)
  head.writeInt32BE(body.length + 4, 1)
  return Buffer.concat([head, body])
}

/** Cuts what comes into messages, wherever it breaks. */
function messages(each: (kind: number, bytes: Buffer) => void): (bytes: Buffer) => void {
  let rest = Buffer.alloc(0)
  return (bytes) => {
    rest = Buffer.concat([rest, bytes])
    while (rest.length >= 5 && rest.length >= rest.readInt32BE(1) + 1) {
      const end = rest.readInt32BE(1) + 1
      const one = rest.subarray(0, end)
      rest = rest.subarray(end)
      each(one[0] ?? 0, one)
    }
  }
}
