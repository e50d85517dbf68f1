import { DatabaseTestClient } from '../../client/database-test-client.ts'
import { type FaultProxy, openFaultProxy } from '../proxy/fault-proxy.ts'
import { NotHere, type Trouble } from './scenario.ts'

/** Work with a second client, which reaches the same server over a proxy. */
export async function proxied<T>(
  { client }: Trouble,
  work: (proxy: FaultProxy, over: DatabaseTestClient) => Promise<T>,
): Promise<T> {
  requireServer(client)
  const { databaseUrl } = client.config
  if (/[?&]sslmode=verify-full\b/.test(databaseUrl)) {
    throw new NotHere('The certificate must name the host (sslmode=verify-full), and the proxy is another.')
  }
  await using proxy = await openFaultProxy(databaseUrl)
  await using over = new DatabaseTestClient({
    ...client.config,
    databaseUrl: proxy.url,
    connectionPoolSize: 2,
    cleanupAfterTest: false,
  })
  return await work(proxy, over)
}

export function requireServer(client: DatabaseTestClient): void {
  if (client.engine !== 'postgres') throw new NotHere('There is no server: the database is in this process.')
}
