import { expect, test } from 'vitest'
import { mailServer, rawServer, speaking } from '../../../test/mail-server.ts'
import { selfSigned } from '../../../test/self-signed.ts'
import { type Mail, sendMail } from './send-mail.ts'

const mail: Mail = {
  id: '019b7ca9-0000-7000-8000-000000000001',
  to: 'ada@example.org',
  subject: 'Grüße von „Understudy“',
  text: 'Line one\n.\nLine three\n',
  at: new Date('2026-01-02T03:04:05Z'),
  headers: { 'X-Understudy-Event': 'refresh.refused' },
}
const sent = (timeoutMs = 5000) => ({ signal: new AbortController().signal, timeoutMs })

test('a message arrives whole, over TLS, under the Message-ID of its id', async () => {
  const { received, rules } = await mailServer()
  expect(await sendMail(rules, mail, sent())).toEqual({ is: 'taken', code: 250 })
  const [one] = received
  expect(one).toMatchObject({ from: 'understudy@example.org', to: ['ada@example.org'], secure: true })
  expect(one?.text).toContain(`Message-ID: <${mail.id}@example.org>`)
  expect(one?.text).toContain('Auto-Submitted: auto-generated')
  expect(one?.text).toContain('X-Understudy-Event: refresh.refused')
  expect(one?.text).toContain('Line one\r\n.\r\nLine three')
  expect(one?.text).toMatch(/^Date: Fri, 02 Jan 2026 03:04:05 \+0000\r$/m)
})

test('sent again it has the same Message-ID, by which its reader knows it', async () => {
  const { received, rules } = await mailServer()
  await sendMail(rules, mail, sent())
  await sendMail(rules, mail, sent())
  const ids = received.map(({ text }) => /^Message-ID: (.*)\r$/m.exec(text)?.[1])
  expect([ids.length, new Set(ids).size]).toEqual([2, 1])
})

test('TLS from the first byte, where that is asked for', async () => {
  const { received, rules } = await mailServer({ secure: true })
  expect(await sendMail({ ...rules, security: 'tls' }, mail, sent())).toMatchObject({ is: 'taken' })
  expect(received).toMatchObject([{ secure: true }])
})

test.each([
  ['vouched for by nobody', { ca: undefined }],
  ['vouched for by another', { ca: selfSigned('localhost').cert }],
  ['of another name', { host: '127.0.0.1' }],
])('to a server whose certificate is %s nothing is sent', async (_how, changed) => {
  for (const security of ['starttls', 'tls'] as const) {
    const { received, rules } = await mailServer({ secure: security === 'tls' })
    const outcome = await sendMail({ ...rules, ...changed, security }, mail, sent())
    expect(outcome).toEqual({ is: 'later', code: null, error: 'no TLS that can be trusted' })
    expect(received).toEqual([])
  }
})

test('a server that offers no TLS is sent nothing in the clear, nor a password', async () => {
  const lines: string[] = []
  const rules = await rawServer((socket) => {
    socket.on('data', (bytes) => lines.push(bytes.toString()))
    speaking(socket, { STARTTLS: '502 no such command\r\n' }, () => {})
  })
  const secret = { ...rules, security: 'starttls' as const, user: 'u', password: 'secret' }
  expect(await sendMail(secret, mail, sent())).toMatchObject({ is: 'later', error: 'no TLS that can be trusted' })
  expect(lines.join('')).not.toMatch(/AUTH|MAIL|secret|c2VjcmV0/)
})

test('whoever has to say who they are does, over TLS; credentials that are wrong or expired are tried again', async () => {
  const { received, rules } = await mailServer({
    authOptional: false,
    onAuth: ({ username, password }, _session, done) =>
      password === 'right' ? done(null, { user: username ?? '' }) : done(new Error('no')),
  })
  expect(await sendMail({ ...rules, user: 'server', password: 'right' }, mail, sent())).toMatchObject({ is: 'taken' })
  expect(received).toMatchObject([{ user: 'server' }])
  expect(await sendMail({ ...rules, user: 'server', password: 'wrong' }, mail, sent())).toEqual({
    is: 'later',
    code: 535,
    error: 'the mail server does not take the credentials',
  })
})

test.each([
  ['connects and says nothing', () => {}],
  ['greets and says no more', (write: (text: string) => void) => write('220 localhost ESMTP\r\n')],
  ['says a little all the time', (write: (text: string) => void) => void setInterval(() => write('2'), 20).unref()],
])('a server that %s is given up', async (_how, speak) => {
  const rules = await rawServer((socket) => speak((text) => void (socket.destroyed || socket.write(text))))
  expect(await sendMail(rules, mail, sent(300))).toEqual({ is: 'later', code: null, error: 'no answer in time' })
})

test('a server that dies after all of it was sent may have taken it: it is sent again, as the same message', async () => {
  let messages = 0
  const rules = await rawServer((socket) => {
    speaking(socket, {}, () => {
      messages++
      if (messages === 1) socket.destroy()
      else socket.write('250 taken\r\n')
    })
  })
  expect(await sendMail(rules, mail, sent())).toEqual({
    is: 'later',
    code: null,
    error: 'all of it was sent, and the mail server has not said that it took it',
  })
  expect(await sendMail(rules, mail, sent())).toEqual({ is: 'taken', code: 250 })
})

test('a server that is not there is tried again', async () => {
  const { rules } = await mailServer()
  const outcome = await sendMail({ ...rules, port: 1 }, mail, sent())
  expect(outcome).toMatchObject({ is: 'later', code: null })
  expect(outcome).toHaveProperty('error', expect.stringMatching(/^not reached/))
})

test.each([
  [550, 'refused', 'refused by the mail server'],
  [451, 'later', 'not taken for now'],
])('an address that is answered with %i is %s', async (code, is, error) => {
  const answer = Object.assign(new Error(`no ${mail.to}`), { responseCode: code })
  const { received, rules } = await mailServer({ onRcptTo: (_address, _session, done) => done(answer) })
  expect(await sendMail(rules, mail, sent())).toEqual({ is, code, error })
  expect(received).toEqual([])
})

test('a message that is refused after it was sent is refused, or is not taken for now', async () => {
  for (const [code, is] of [
    [554, 'refused'],
    [452, 'later'],
  ] as const) {
    const answer = Object.assign(new Error('no'), { responseCode: code })
    const { rules } = await mailServer({
      onData: (stream, _session, done) => {
        stream.resume()
        stream.on('end', () => done(answer))
      },
    })
    expect(await sendMail(rules, mail, sent())).toMatchObject({ is, code })
  }
})

test('neither a subject nor an address brings a header of its own', async () => {
  const { received, rules } = await mailServer()
  await sendMail(rules, { ...mail, subject: 'x\r\nBcc: eve@example.org\r\n\r\nbody' }, sent())
  expect(received[0]?.to).toEqual(['ada@example.org'])
  expect(received[0]?.text).not.toMatch(/^Bcc:/m)
  const hostile = await sendMail(rules, { ...mail, to: 'a@example.org>\r\nRCPT TO:<eve@example.org' }, sent())
  expect(hostile.is).not.toBe('taken')
  expect(received).toHaveLength(1)
})

test('a process that closes stops at once', async () => {
  const rules = await rawServer(() => {})
  const stop = new AbortController()
  const outcome = sendMail(rules, mail, { signal: stop.signal, timeoutMs: 60_000 })
  stop.abort()
  expect(await outcome).toMatchObject({ is: 'later' })
})
