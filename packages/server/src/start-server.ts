import { once } from 'node:events'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createAdaptorServer } from '@hono/node-server'
import { messageOf, UnderstudyError } from '@understudy/sdk'
import { createApp } from './app.ts'
import { type ConfigInput, parseConfig } from './config.ts'

export interface RunningServer {
  readonly url: string
  /** Answers what is under way, takes nothing new. Safe to call twice. */
  close(): Promise<void>
}

export async function startServer(input: ConfigInput = {}): Promise<RunningServer> {
  const config = parseConfig(input)
  const app = createApp({
    config,
    now: () => new Date(),
    reportFailure: (requestId, thrown) => console.error(`request ${requestId} failed:`, thrown),
  })
  const server = createAdaptorServer({ fetch: app.fetch }) as Server
  server.listen(config.port, config.host)
  try {
    await once(server, 'listening')
  } catch (thrown) {
    throw new UnderstudyError('CONNECTION_FAILED', {
      operation: 'start the server',
      message: `cannot listen on ${config.host}:${config.port}: ${messageOf(thrown)}`,
      hint: 'Choose another port with --port, or stop what listens there.',
      cause: thrown,
    })
  }
  const { port } = server.address() as AddressInfo
  const host = config.host.includes(':') ? `[${config.host}]` : config.host
  let closing: Promise<void> | undefined
  return {
    url: `http://${host}:${port}`,
    close: () => {
      closing ??= new Promise<void>((resolve, reject) => {
        server.close((failure) => (failure ? reject(failure) : resolve()))
        server.closeIdleConnections()
        setTimeout(() => server.closeAllConnections(), 2000).unref()
      })
      return closing
    },
  }
}
