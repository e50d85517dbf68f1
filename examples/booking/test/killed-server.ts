import type { AddressInfo } from 'node:net'
import { connect } from '@understudy/sdk'
import { nodeServer } from '../src/mounts/node-http.ts'
import { createTables } from '../src/tables.ts'
import { bookingTestDataApi } from '../src/test-data/api.ts'

/** The application as a process that may be killed; it prints its port. */
const [url = '', id = '', key = ''] = process.argv.slice(2)
const db = await connect(url)
await createTables(db)
// Whoever is killed is taken for dead after a second.
const api = bookingTestDataApi(db, { enabled: true, secret: { id, key }, limits: { patience: 1, wait: 3 } })
const server = nodeServer(db, api)
server.listen(0, '127.0.0.1', () => {
  const { port } = server.address() as AddressInfo
  console.log(port)
})
