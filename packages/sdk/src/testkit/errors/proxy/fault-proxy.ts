import { once } from 'node:events'
import { connect, createServer, type NetConnectOpts } from 'node:net'
import { UnderstudyError } from '../../../errors.ts'
import type { Fault } from './fault.ts'
import { Passage, type Weather } from './passage.ts'

/** A way to a Postgres server, in this process, on which things go wrong when they are told to. */
export interface FaultProxy extends AsyncDisposable {
  /** The same database, over the proxy. */
  readonly url: string
  /** How often a fault that happens once has happened. */
  readonly strikes: number
  /** Connections that are open over it. */
  readonly connections: number
  /** From now on, instead of what was injected before. */
  inject(fault: Fault): void
  /** Nothing more goes wrong. */
  heal(): void
  /** Cuts every connection that is open, once. */
  cut(): void
}

const usualPort = 5432

/** Opens a proxy to the server of a Postgres URL, on a port of its own that only this machine reaches. */
export async function openFaultProxy(url: string): Promise<FaultProxy> {
  const target = targetOf(url)
  const passages = new Set<Passage>()
  let strikes = 0
  let fault: Fault | undefined
  const weather: Weather = {
    get fault() {
      return fault
    },
    left: 0,
    struck() {
      strikes++
      fault = undefined
    },
  }
  const server = createServer((client) => {
    if (fault?.kind === 'refuse') return void client.resetAndDestroy()
    const passage = new Passage(client, connect(target), weather)
    passages.add(passage)
    for (const old of passages) if (old.isOver) passages.delete(old)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  const live = () => [...passages].filter((passage) => !passage.isOver)
  return {
    url: through(url, server.address()),
    get strikes() {
      return strikes
    },
    get connections() {
      return live().length
    },
    inject(next) {
      if (next.kind === 'cut at commit' && live().some((passage) => passage.isEncrypted)) throw encrypted()
      weather.left = next.kind === 'cut after' ? next.bytes : 0
      fault = next
    },
    heal() {
      fault = undefined
      for (const passage of live()) passage.settle()
    },
    cut() {
      for (const passage of live()) passage.cut()
    },
    async [Symbol.asyncDispose]() {
      fault = { kind: 'refuse' }
      for (const passage of live()) passage.cut()
      server.close()
      await once(server, 'close')
    },
  }
}

/** A host that begins with a slash is the folder of a unix socket. */
function targetOf(url: string): NetConnectOpts {
  const { hostname, port, searchParams } = new URL(url)
  const named = searchParams.get('host') ?? decodeURIComponent(hostname)
  const number = Number(port || searchParams.get('port') || usualPort)
  if (named.startsWith('/')) return { path: `${named}/.s.PGSQL.${number}` }
  return { host: named.replace(/^\[|\]$/g, '') || 'localhost', port: number }
}

function through(url: string, address: ReturnType<ReturnType<typeof createServer>['address']>): string {
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  // Setting the host of a URL that has none does nothing.
  const changed = new URL(url.replace(/^(postgres(?:ql)?:\/\/)([^@/?]*@)?(?=[/?]|$)/, '$1$2localhost'))
  changed.searchParams.delete('host')
  changed.searchParams.delete('port')
  changed.hostname = '127.0.0.1'
  changed.port = String(address.port)
  return changed.href
}

function encrypted(): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'inject a fault',
    message: 'The connection is encrypted, so that nobody on its way can see its COMMIT',
    hint: 'Test on a connection without TLS: sslmode=disable.',
  })
}
