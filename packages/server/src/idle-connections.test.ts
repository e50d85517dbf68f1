import { once } from 'node:events'
import { createServer } from 'node:http'
import { type AddressInfo, connect } from 'node:net'
import { expect, onTestFinished, test, vi } from 'vitest'
import { closeIdle } from './idle-connections.ts'

/** One connection to a server that lets it wait for six seconds, of which it says five. */
async function connected() {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  onTestFinished(() => void vi.useRealTimers())
  let letGo = () => {}
  const held = new Promise<void>((resolve) => {
    letGo = resolve
  })
  const server = createServer(async ({ url }, answer) => {
    if (url === '/slow') await held
    answer.end('answered')
  })
  Object.assign(server, { keepAliveTimeout: 5000, keepAliveTimeoutBuffer: 1000 })
  closeIdle(server, 'connection')
  await once(server.listen(0, '127.0.0.1'), 'listening')
  onTestFinished(() => void server.close())
  const taken = once(server, 'connection')
  const socket = connect((server.address() as AddressInfo).port, '127.0.0.1').setEncoding('latin1')
  onTestFinished(() => void socket.destroy())
  const [there] = await taken
  return {
    socket,
    isTaken: () => !there.destroyed,
    letGo,
    asked: () => once(server, 'request'),
    ask: (path: string) => socket.write(`GET ${path} HTTP/1.1\r\nHost: here\r\n\r\n`),
    answered: async () => expect((await once(socket, 'data'))[0]).toContain('Keep-Alive: timeout=5\r\n'),
  }
}

test('a connection that waits for a next request is closed, once it has waited as long as it may', async () => {
  const { ask, answered, isTaken, socket } = await connected()
  ask('/')
  await answered()
  vi.advanceTimersByTime(6000)
  expect(isTaken()).toBe(true)
  const closed = once(socket, 'close')
  vi.advanceTimersByTime(1000)
  expect(isTaken()).toBe(false)
  await closed
})

test('one on which something is asked meanwhile is not, nor one whose answer takes longer', async () => {
  const { ask, asked, answered, isTaken, letGo } = await connected()
  for (let i = 0; i < 2; i++) {
    ask('/')
    await answered()
    vi.advanceTimersByTime(5000)
  }
  const slow = answered()
  ask('/slow')
  await asked()
  vi.advanceTimersByTime(60_000)
  letGo()
  await slow
  vi.advanceTimersByTime(6000)
  expect(isTaken()).toBe(true)
})

test('one that has asked for nothing yet is not closed by it', async () => {
  const { ask, answered } = await connected()
  vi.advanceTimersByTime(60_000)
  ask('/')
  await answered()
})
