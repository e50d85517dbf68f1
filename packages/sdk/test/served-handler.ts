import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { buffer } from 'node:stream/consumers'

export interface ServedHandler extends AsyncDisposable {
  readonly url: string
  close(): Promise<void>
}

/** A handler of Request and Response on a port of its own. */
export function serveHandler(handler: (request: Request) => Promise<Response>): Promise<ServedHandler> {
  return listening(
    createServer(async (incoming, outgoing) => {
      const response = await handler(await requestOf(incoming))
      outgoing.writeHead(response.status, Object.fromEntries(response.headers))
      outgoing.end(Buffer.from(await response.arrayBuffer()))
    }),
  )
}

/**
 * drop: the connection breaks before the API has heard anything. lose: the API does its work, and its answer is lost.
 * cut: half of the answer arrives. refuse: 500, and the API has heard nothing. fail: the API does its work, and 500 is
 * answered. hang: the API does its work, and nothing is answered for as long as the test lasts.
 */
export type Fault = 'drop' | 'lose' | 'cut' | 'refuse' | 'fail' | 'hang'

export interface FaultyProxy extends ServedHandler {
  /** What the next requests of an operation meet, one each; after that they pass. */
  plan(operation: string, ...faults: readonly Fault[]): void
  /** What arrived, in order: the last part of each path. */
  readonly heard: readonly string[]
  /** Idempotency keys, nonces and signatures that arrived for an operation. */
  headers(operation: string): readonly Readonly<Record<string, string | undefined>>[]
}

/** A real server between a client and an API, which breaks what it is told to break. */
export async function faultyProxy(to: string): Promise<FaultyProxy> {
  const faults = new Map<string, Fault[]>()
  const heard: { operation: string; headers: Readonly<Record<string, string | undefined>> }[] = []
  const served = await listening(
    createServer(async (incoming, outgoing) => {
      const operation = incoming.url?.split('/').at(-1) ?? ''
      const body = await buffer(incoming)
      heard.push({ operation, headers: headersOf(incoming) })
      const fault = faults.get(operation)?.shift()
      if (fault === 'drop') return void incoming.socket.destroy()
      if (fault === 'refuse') return void outgoing.writeHead(500).end('<h1>oops</h1>')
      const { host: _, connection: __, ...headers } = headersOf(incoming)
      const response = await forward(new URL(incoming.url ?? '/', to), incoming.method, headers, body)
      // As a proxy does whose server is down.
      if (!response) return void outgoing.writeHead(502).end('<h1>Bad Gateway</h1>')
      const bytes = Buffer.from(await response.arrayBuffer())
      pass(incoming, outgoing, response, bytes, fault)
    }),
  )
  return {
    ...served,
    plan: (operation, ...planned) => void faults.set(operation, [...planned]),
    get heard() {
      return heard.map(({ operation }) => operation)
    },
    headers: (operation) => heard.filter((one) => one.operation === operation).map(({ headers }) => headers),
  }
}

async function forward(
  url: URL,
  method: string | undefined,
  headers: Readonly<Record<string, string | undefined>>,
  body: Buffer<ArrayBuffer>,
): Promise<Response | undefined> {
  try {
    return await fetch(url, {
      method: method ?? 'GET',
      headers: Object.entries(headers).flatMap(([name, value]): [string, string][] => (value ? [[name, value]] : [])),
      body,
      redirect: 'manual',
    })
  } catch {
    return undefined
  }
}

function pass(
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  response: Response,
  bytes: Buffer,
  fault: Fault | undefined,
): void {
  if (fault === 'hang') return
  if (fault === 'lose') return void incoming.socket.destroy()
  if (fault === 'fail') return void outgoing.writeHead(500).end('<h1>oops</h1>')
  const { 'content-encoding': _, 'transfer-encoding': __, ...headers } = Object.fromEntries(response.headers)
  outgoing.writeHead(response.status, { ...headers, 'content-length': String(bytes.length) })
  if (fault !== 'cut') return void outgoing.end(bytes)
  outgoing.write(bytes.subarray(0, bytes.length / 2), () => incoming.socket.destroy())
}

async function listening(server: Server): Promise<ServedHandler> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://127.0.0.1:${portOf(server)}`, close, [Symbol.asyncDispose]: close }
}

/** A server that listens on TCP has an address of TCP. */
function portOf(server: Server): number {
  return (server.address() as AddressInfo).port
}

async function requestOf(incoming: IncomingMessage): Promise<Request> {
  const method = incoming.method ?? 'GET'
  const headers = Object.entries(headersOf(incoming)).flatMap(([name, value]): [string, string][] =>
    value ? [[name, value]] : [],
  )
  const body = await buffer(incoming)
  return new Request(new URL(incoming.url ?? '/', `http://${incoming.headers.host}`), {
    method,
    headers,
    ...(method === 'GET' || method === 'HEAD' ? {} : { body }),
  })
}

function headersOf({ headers }: IncomingMessage): Readonly<Record<string, string | undefined>> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, value?.toString()]))
}
