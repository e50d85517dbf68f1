import type { DatabaseTestClient } from './database-test-client.ts'

/** As the server says it, such as "18.1" or "3.53.2". */
export async function engineVersion(client: DatabaseTestClient): Promise<string> {
  const text = client.engine === 'sqlite' ? 'select sqlite_version()' : 'show server_version'
  const [row = {}] = await client.query(text)
  const [version = ''] = String(Object.values(row)[0]).split(' ')
  return version
}
