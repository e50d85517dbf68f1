import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { expect, test, vi } from 'vitest'
import type { TestApiEvent } from './event.ts'
import { teller } from './teller.ts'

const leftover = { type: 'builders', id: '1', reason: 'it could not be looked up' }
const alert: TestApiEvent = { type: 'alert', testId: 'understudy_test_12345678', failures: [leftover] }

test('an alert is posted to the webhook, other events are not', async () => {
  const posted: string[] = []
  const server = createServer(async (incoming, outgoing) => {
    posted.push(await text(incoming))
    outgoing.writeHead(204).end()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const tell = teller({ alertWebhook: `http://127.0.0.1:${port}/alerts` })
  tell({ type: 'reaped', removed: 1, failures: 0 })
  tell(alert)
  await vi.waitFor(() => expect(posted).toHaveLength(1), { timeout: 10_000 })
  expect(JSON.parse(posted[0]!)).toEqual(alert)
  server.close()
})

test('a webhook that cannot be reached is told, and no failure of the request', async () => {
  const events: TestApiEvent[] = []
  const tell = teller({
    onEvent: (event) => events.push(event),
    alertWebhook: 'http://127.0.0.1:9/none',
    fetch: () => Promise.reject(new Error('down')),
  })
  tell(alert)
  await vi.waitFor(() => expect(events).toHaveLength(2), { timeout: 10_000 })
  expect(events).toMatchObject([{ type: 'alert' }, { type: 'failed', operation: 'post alert' }])
})
