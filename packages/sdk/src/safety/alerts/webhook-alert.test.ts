import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { UnderstudyError } from '../../errors.ts'
import { openAudit } from '../audit/open-audit.ts'
import { productionAlert } from './production-alert.ts'
import { sendAlert } from './send-alert.ts'
import { webhookAlert } from './webhook-alert.ts'

const folder = mkdtempSync(join(tmpdir(), 'understudy-alert-'))
const got: unknown[] = []
let answer: (request: IncomingMessage, response: ServerResponse) => void
const server = createServer(async (request, response) => {
  got.push(JSON.parse(await text(request)))
  answer(request, response)
})
let url: string
beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  url = `http://127.0.0.1:${addressOf(server.address()).port}/hook/hidden-token`
})
afterAll(async () => {
  server.closeAllConnections()
  server.close()
  rmSync(folder, { recursive: true })
})

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('A TCP server has a port.')
  return address
}

const ended = (status: number) => (_: IncomingMessage, response: ServerResponse) =>
  void response.writeHead(status).end()

test('an alert arrives as JSON that says who does what, and no password', async () => {
  got.length = 0
  answer = ended(200)
  const alert = productionAlert('open the source', 'postgres://app:***@db/shop')
  await webhookAlert(url)(alert)
  expect(got).toEqual([alert])
  expect(alert).toMatchObject({ kind: 'production-access', operation: 'open the source', pid: process.pid })
})

test('an answer that may pass is asked for again', async () => {
  got.length = 0
  answer = (request, response) => ended(got.length < 2 ? 503 : 204)(request, response)
  await webhookAlert(url)(productionAlert('a', 'b'))
  expect(got).toHaveLength(2)
})

test.each([
  ['refuses', 403, 'answered 403'],
  ['leads elsewhere, where nobody is told', 307, 'did not answer'],
])('where it %s, the failure names the host and not the secret of its path', async (_, status, said) => {
  got.length = 0
  answer = (_request, response) => void response.writeHead(status, { location: '/elsewhere' }).end()
  const error = await failure(Promise.resolve(webhookAlert(url, { retries: 0 })(productionAlert('a', 'b'))))
  expect(error.message).toMatch(new RegExp(`^127\\.0\\.0\\.1:\\d+ ${said}`))
  expect(JSON.stringify(error)).not.toContain('hidden')
  expect(got).toHaveLength(1)
})

test('one that never answers is given up', async () => {
  answer = () => {}
  expect(
    (await failure(Promise.resolve(webhookAlert(url, { timeout: 100, retries: 0 })(productionAlert('a', 'b')))))
      .message,
  ).toContain('did not answer')
})

test.each(['http://alerts.example.com/x', 'ftp://127.0.0.1/x', 'no url'])(
  '%s is refused: who reads production is nobody else’s business',
  (address) => {
    expect(() => webhookAlert(address)).toThrow(UnderstudyError)
  },
)

test('plain HTTP to another machine goes where somebody says so', () => {
  expect(webhookAlert('http://alerts.example.com/x', { allowHttp: true })).toBeTypeOf('function')
})

test('an alert that fails keeps nobody from working, and is recorded', async () => {
  const audit = openAudit(folder)
  await sendAlert(productionAlert('open the source', 'live'), () => Promise.reject(new Error('no network')), audit)
  await sendAlert(productionAlert('open the source', 'live'), () => {}, audit)
  const lines = readFileSync(audit.file, 'utf8')
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line))
  expect(lines).toMatchObject([
    { event: 'alert sent', place: 'live', outcome: 'failed', details: { reason: 'no network' } },
    { event: 'alert sent', outcome: 'done' },
  ])
})
