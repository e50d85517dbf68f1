import { once } from 'node:events'
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

/** A cable to a server that can be pulled out and put back: nobody on either side knows why the other is silent. */
export async function cableTo(url: string) {
  const target = new URL(url)
  const sockets = new Set<Socket>()
  let server: Server | undefined
  let port = 0

  async function plugIn(): Promise<void> {
    server = createServer((near) => {
      const far = connect(Number(target.port), target.hostname)
      for (const [one, other] of [
        [near, far],
        [far, near],
      ] as const) {
        sockets.add(one)
        one.pipe(other)
        one.on('error', () => other.destroy())
        one.on('close', () => {
          sockets.delete(one)
          other.destroy()
        })
      }
    }).listen(port, '127.0.0.1')
    await once(server, 'listening')
    port = (server.address() as AddressInfo).port
  }
  await plugIn()
  const through = new URL(url)
  through.port = String(port)
  return {
    url: through.href,
    pull(): void {
      server?.close()
      for (const socket of sockets) socket.destroy()
    },
    plugIn,
  }
}
