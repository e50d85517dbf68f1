import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { messageOf, UnderstudyError } from '@understudy/sdk'
import { createApp } from './app.ts'
import { type Config, type ConfigInput, parseConfig } from './config.ts'

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
  // `createServer` defaults to that of node:http.
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  await listen(server, config)
  const { port } = server.address() as AddressInfo
  let closing: Promise<void> | undefined
  return {
    url: `http://${reachable(config.host)}:${port}`,
    close: () => {
      closing ??= close(server)
      return closing
    },
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
