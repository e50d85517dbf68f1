import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { expect, onTestFinished, test } from 'vitest'
import { giveBackRoom, isRoom, takeRoom } from './chunk-pool.ts'
import { LendingSocket, socketsBy } from './lending-socket.ts'

async function connected(): Promise<{ readonly socket: LendingSocket; readonly peer: Socket }> {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const socket = new LendingSocket()
  socket.on('data', () => {})
  const ready = Promise.all([once(server, 'connection'), once(socket, 'connect')])
  socket.connect((server.address() as AddressInfo).port, '127.0.0.1')
  const [[peer]] = (await ready) as [[Socket], unknown]
  onTestFinished(() => {
    socket.destroy()
    peer.destroy()
    server.close()
  })
  return { socket, peer }
}

async function said(socket: LendingSocket, peer: Socket, text: string): Promise<Buffer> {
  const read = once(socket, 'data')
  peer.write(text)
  const [bytes] = (await read) as [Buffer]
  return bytes
}

test('what was read stays as it was, unless the reader wants to be lent it', async () => {
  const { socket, peer } = await connected()
  const first = await said(socket, peer, 'first')
  await said(socket, peer, 'other')
  expect(first.toString()).toBe('first')
  socket.lends = true
  const lent = await said(socket, peer, 'third')
  await said(socket, peer, 'again')
  expect(lent.toString()).toBe('again')
  // Where it is taken apart: it need not be moved there, and others may have the room once the socket is closed.
  expect(isRoom(lent)).toBe(true)
  const closed = once(socket, 'close')
  socket.destroy()
  await closed
  const next = takeRoom()
  expect(next.byteOffset).toBe(lent.byteOffset)
  giveBackRoom(next)
})

test('it reads nothing while it is paused, and tells of the end', async () => {
  const { socket, peer } = await connected()
  let count = 0
  socket.on('data', () => count++)
  socket.pause()
  peer.write('later')
  await pause(30)
  expect(count).toBe(0)
  const read = once(socket, 'data')
  socket.resume()
  await read
  expect(count).toBe(1)
  const closed = once(socket, 'close')
  peer.end()
  await closed
})

test('a name is looked up by whom it is said, and by nobody else', async () => {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const asked: string[] = []
  const socket = socketsBy((host, options, done) => {
    asked.push(host)
    if (options.all) done(null, [{ address: '127.0.0.1', family: 4 }])
    else done(null, '127.0.0.1', 4)
  })()
  socket.connect((server.address() as AddressInfo).port, 'database.invalid')
  await once(socket, 'connect')
  socket.destroy()
  expect(asked).toEqual(['database.invalid'])
  expect(socketsBy(undefined)()).toBeInstanceOf(LendingSocket)
})
