import { once } from 'node:events'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import { SMTPServer, type SMTPServerOptions } from 'smtp-server'
import { afterAll } from 'vitest'
import type { SmtpRules } from '../src/events/mail/send-mail.ts'
import { selfSigned } from './self-signed.ts'

export interface Received {
  readonly from: string
  readonly to: readonly string[]
  /** The message as it came. */
  readonly text: string
  readonly secure: boolean
  readonly user: string | undefined
}

const certificate = selfSigned('localhost')

/** A real mail server that takes what it is sent, unless a test says otherwise. */
export async function mailServer(options: SMTPServerOptions = {}) {
  const received: Received[] = []
  const server = new SMTPServer({
    ...certificate,
    authOptional: true,
    disableReverseLookup: true,
    onData(stream, session, done) {
      const pieces: Buffer[] = []
      stream.on('data', (piece: Buffer) => pieces.push(piece))
      stream.on('end', () => {
        received.push({
          from: session.envelope.mailFrom === false ? '' : session.envelope.mailFrom.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(pieces).toString(),
          secure: session.secure,
          user: session.user,
        })
        done()
      })
    },
    ...options,
  })
  // Whoever speaks to it does not trust it: that is what is tested.
  server.on('error', () => {})
  const listening = server.listen(0, '127.0.0.1')
  await once(listening, 'listening')
  afterAll(() => new Promise<void>((closed) => server.close(closed)))
  return { received, rules: rulesFor((listening.address() as AddressInfo).port) }
}

/** What speaks as much of SMTP as a test wants, in the clear. */
export async function rawServer(speak: (socket: Socket) => void) {
  const sockets = new Set<Socket>()
  const server = createServer((socket) => {
    sockets.add(socket)
    socket.on('error', () => {})
    speak(socket)
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  afterAll(() => {
    for (const socket of sockets) socket.destroy()
    server.close()
  })
  return { ...rulesFor((server.address() as AddressInfo).port), security: 'none' as const, ca: undefined }
}

/** Answers each line of a client by the first word of it, until told otherwise. */
export function speaking(socket: Socket, answers: Readonly<Record<string, string>>, onMessage: () => void): void {
  let rest = ''
  let inMessage = false
  socket.write('220 localhost ESMTP\r\n')
  socket.on('data', (bytes) => {
    rest += bytes.toString()
    for (let end = rest.indexOf('\r\n'); end >= 0; end = rest.indexOf('\r\n')) {
      const line = rest.slice(0, end)
      rest = rest.slice(end + 2)
      if (inMessage) {
        if (line !== '.') continue
        inMessage = false
        onMessage()
        continue
      }
      const word = line.split(' ')[0]!.toUpperCase()
      socket.write(answers[word] ?? (word === 'DATA' ? '354 go on\r\n' : '250 localhost\r\n'))
      inMessage = word === 'DATA' && answers.DATA === undefined
    }
  })
}

function rulesFor(port: number): SmtpRules {
  return { host: 'localhost', port, security: 'starttls', from: 'understudy@example.org', ca: certificate.cert }
}
