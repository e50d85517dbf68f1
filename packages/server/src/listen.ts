import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { messageOf, UnderstudyError } from '@understudy/sdk'
import { trustedProxies } from './auth/client-network.ts'
import { refusePlainHttp } from './auth/plain-http.ts'
import type { Config } from './config.ts'
import { errorAnswer } from './errors/error-body.ts'
import { closeIdle } from './idle-connections.ts'
import { type Fetch, requestListener } from './request-listener.ts'
import { BearingResponse } from './routes/bearing-response.ts'

export interface Listening {
  readonly url: string
  /** Takes nothing new, and gives what is under way two seconds; then it is cut off, which its reader notices. */
  close(): Promise<void>
}

type Where = Pick<Config, 'host' | 'port' | 'tls' | 'proxies' | 'insecureHttp'>

const graceMs = 2000
/** Until all of a body is there: rows of a large dataset take longer than the minutes that Node would wait. */
const longestRequestMs = 3 * 3_600_000

/** Answers by HTTP where the configuration says, by TLS where it names a certificate. */
export async function listen(config: Where, fetch: Fetch): Promise<Listening> {
  const server = await serverOf(config, behindProxies(config, fetch))
  server.requestTimeout = longestRequestMs
  closeIdle(server, config.tls ? 'secureConnection' : 'connection')
  await begin(server, config)
  const { port } = server.address() as AddressInfo
  return {
    url: `${config.tls ? 'https' : 'http'}://${reachable(config.host)}:${port}`,
    close: () => close(server),
  }
}

async function serverOf({ tls }: Where, fetch: Fetch): Promise<Server> {
  const answer = requestListener(fetch)
  // To Node, a request without a body is no stream that ends: a tenth of what a small answer costs.
  const options = { ServerResponse: BearingResponse, optimizeEmptyRequests: true }
  if (tls === undefined) return createServer(options, answer) as Server
  const secure = {
    cert: await pem(tls.certFile, 'tls.certFile'),
    key: await pem(tls.keyFile, 'tls.keyFile'),
    minVersion: 'TLSv1.2' as const,
  }
  try {
    // Of HTTP/1 too: what an https.Server adds is of its sockets.
    return createTlsServer({ ...options, ...secure }, answer)
  } catch (thrown) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: 'tls',
      message: 'the certificate and the key do not belong together, or are no PEM',
      cause: thrown,
    })
  }
}

async function pem(file: string, at: string): Promise<Buffer> {
  try {
    return await readFile(file)
  } catch (thrown) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at,
      message: `the file ${file} cannot be read`,
      cause: thrown,
    })
  }
}

/** Whoever looks after the process asks these past the proxy: they say nothing but that it lives, and whether it is ready. */
const probes: ReadonlySet<string> = new Set(['/healthz', '/readyz'])

/** Where proxies are named, whoever comes past them is told so. */
function behindProxies({ proxies, tls, insecureHttp }: Where, fetch: Fetch): Fetch {
  if (proxies.length === 0 || tls !== undefined || insecureHttp) return fetch
  const trusted = trustedProxies(proxies)
  return (request, env) => {
    try {
      if (!probes.has(new URL(request.url).pathname))
        refusePlainHttp('incoming' in env ? env.incoming.socket.remoteAddress : undefined, trusted)
    } catch (thrown) {
      const { status, body } = errorAnswer(thrown, randomUUID(), new Date())
      return Response.json(body, { status })
    }
    return fetch(request, env)
  }
}

async function begin(server: Server, { host, port }: Where): Promise<void> {
  server.listen(port, host)
  try {
    await once(server, 'listening')
  } catch (thrown) {
    throw new UnderstudyError('LISTEN_FAILED', {
      operation: 'start the server',
      at: `${host}:${port}`,
      message: whyNot(thrown, host, port),
      cause: thrown,
    })
  }
}

function whyNot(thrown: unknown, host: string, port: number): string {
  const code = thrown instanceof Error && 'code' in thrown ? thrown.code : undefined
  if (code === 'EADDRINUSE') return `port ${port} is in use`
  if (code === 'EACCES') return `this user may not listen on port ${port}`
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') return `${host} is no address of this machine`
  return `cannot listen on ${host}:${port}: ${messageOf(thrown)}`
}

/** An address that a browser can go to: that of any interface is none. */
function reachable(host: string): string {
  if (host === '0.0.0.0') return '127.0.0.1'
  if (host === '::') return '[::1]'
  return host.includes(':') ? `[${host}]` : host
}

async function close(server: Server): Promise<void> {
  const cut = setTimeout(() => server.closeAllConnections(), graceMs)
  // Who was answered meanwhile keeps the connection for a next request, which is not taken any more.
  const leave = setInterval(() => server.closeIdleConnections(), 20)
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((failure) => (failure ? reject(failure) : resolve()))
      server.closeIdleConnections()
    })
  } finally {
    clearTimeout(cut)
    clearInterval(leave)
  }
}
