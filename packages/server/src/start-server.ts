import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import type { Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { messageOf, UnderstudyError } from '@understudy/sdk'
import { createApp } from './app.ts'
import { trustedProxies } from './auth/client-network.ts'
import { refusePlainHttp } from './auth/plain-http.ts'
import { type Config, type ConfigInput, parseConfig } from './config.ts'
import { errorAnswer } from './errors/error-body.ts'

export interface RunningServer {
  readonly url: string
  /**
   * Takes nothing new, and gives what is under way two seconds; then it is cut off, which its reader notices. Safe to
   * call twice.
   */
  close(): Promise<void>
}

const graceMs = 2000

export async function startServer(input: ConfigInput = {}): Promise<RunningServer> {
  const config = parseConfig(input)
  const app = createApp({
    config,
    now: () => new Date(),
    reportFailure: (requestId, thrown) => console.error(`request ${requestId} failed:`, thrown),
  })
  const server = await serverOf(config, behindProxies(config, app.fetch))
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  return {
    url: `${config.tls ? 'https' : 'http'}://${reachable(config.host)}:${port}`,
    close: () => {
      closing ??= close(server)
      return closing
    },
  }
}

type Fetch = Parameters<typeof createAdaptorServer>[0]['fetch']

async function serverOf({ tls }: Config, fetch: Fetch): Promise<Server> {
  const options = tls && {
    createServer: createTlsServer,
    serverOptions: {
      cert: await pem(tls.certFile, 'tls.certFile'),
      key: await pem(tls.keyFile, 'tls.keyFile'),
      minVersion: 'TLSv1.2' as const,
    },
  }
  try {
    // Of HTTP/1 in both cases: what an https.Server adds is of its sockets.
    return createAdaptorServer({ fetch, ...options }) as Server
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

/** Where proxies are named, whoever comes past them is told so. */
function behindProxies({ proxies, tls, insecureHttp }: Config, fetch: Fetch): Fetch {
  if (proxies.length === 0 || tls !== undefined || insecureHttp) return fetch
  const trusted = trustedProxies(proxies)
  return (request, env) => {
    try {
      refusePlainHttp('incoming' in env ? env.incoming.socket.remoteAddress : undefined, trusted)
    } catch (thrown) {
      const { status, body } = errorAnswer(thrown, randomUUID(), new Date())
      return Response.json(body, { status })
    }
    return fetch(request, env)
  }
}

async function listen(server: Server, { host, port }: Config): Promise<void> {
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
  try {
    await new Promise<void>((resolve, reject) => {
      server.close((failure) => (failure ? reject(failure) : resolve()))
      server.closeIdleConnections()
    })
  } finally {
    clearTimeout(cut)
  }
}
