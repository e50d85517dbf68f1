import { Readable } from 'node:stream'
import MailComposer from 'nodemailer/lib/mail-composer'
import SmtpConnection from 'nodemailer/lib/smtp-connection'

/** The mail server that the operator has named. */
export interface SmtpRules {
  readonly host: string
  readonly port: number
  /** `starttls` and `tls` are what they say or nothing is sent; `none` is everything in the clear. */
  readonly security: 'starttls' | 'tls' | 'none'
  readonly user?: string | undefined
  readonly password?: string | undefined
  readonly from: string
  /** PEM of authorities that are trusted instead of those of the system. */
  readonly ca?: string | undefined
}

export interface Mail {
  /** The same at every attempt: whoever gets it twice knows it by that. */
  readonly id: string
  readonly to: string
  readonly subject: string
  readonly text: string
  readonly at: Date
  readonly headers: Readonly<Record<string, string>>
}

export type MailOutcome =
  | { readonly is: 'taken'; readonly code: number | null }
  /** The server will not take it, now or later. */
  | { readonly is: 'refused'; readonly code: number; readonly error: string }
  /** Nobody knows that it was taken: it is to be tried again. */
  | { readonly is: 'later'; readonly code: number | null; readonly error: string }

interface Sending {
  readonly signal: AbortSignal
  /** For the whole exchange, however slowly the server answers. */
  readonly timeoutMs: number
}

/** Hands one message to the server: it is taken once the server has said so after all of it. Never throws. */
export async function sendMail(rules: SmtpRules, mail: Mail, { signal, timeoutMs }: Sending): Promise<MailOutcome> {
  const message = await composed(rules, mail)
  const connection = new SmtpConnection({
    host: rules.host,
    port: rules.port,
    secure: rules.security === 'tls',
    requireTLS: rules.security === 'starttls',
    ignoreTLS: rules.security === 'none',
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // The certificate has to be good, and of this name.
    tls: { minVersion: 'TLSv1.2', rejectUnauthorized: true, ...(rules.ca === undefined ? {} : { ca: rules.ca }) },
  })
  let handed = false
  try {
    return await new Promise<MailOutcome>((resolve, reject) => {
      const stop = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)])
      const end = () => reject(stop.reason)
      if (stop.aborted) return end()
      stop.addEventListener('abort', end, { once: true })
      connection.on('error', reject)
      connection.on('end', () => reject(new Error('the connection ended')))
      const send = () => {
        const source = Readable.from([message])
        source.on('end', () => {
          handed = true
        })
        connection.send({ from: rules.from, to: [mail.to] }, source, (error, info) => {
          if (error) reject(error)
          else resolve({ is: 'taken', code: codeOf(info?.response) })
        })
      }
      connection.connect((error) => {
        if (error) return reject(error)
        const { user, password } = rules
        if (user === undefined || password === undefined) return send()
        connection.login({ user, pass: password }, (refused) => (refused ? reject(refused) : send()))
      })
    })
  } catch (thrown) {
    return failureOf(thrown, handed)
  } finally {
    connection.on('error', () => {})
    connection.close()
  }
}

function composed({ from }: SmtpRules, { id, to, subject, text, at, headers }: Mail): Promise<Buffer> {
  return new MailComposer({
    from: { name: 'Understudy', address: from },
    to: { name: '', address: to },
    subject,
    text,
    date: at,
    messageId: messageIdOf(id, from),
    headers: { 'Auto-Submitted': 'auto-generated', ...headers },
    disableFileAccess: true,
    disableUrlAccess: true,
  })
    .compile()
    .build()
}

function messageIdOf(id: string, from: string): string {
  return `<${id}@${from.slice(from.lastIndexOf('@') + 1)}>`
}

/** Few words, never those of a server: they could quote the address. */
function failureOf(thrown: unknown, handed: boolean): MailOutcome {
  const { name, code, message, responseCode, command } = partsOf(thrown)
  const later = (error: string): MailOutcome => ({ is: 'later', code: responseCode, error })
  if (code === 'EAUTH') return later('the mail server does not take the credentials')
  if (code === 'ETLS' || isOfTls(code, message)) return later('no TLS that can be trusted')
  const permanent = responseCode !== null && responseCode >= 500 && /^(MAIL FROM|RCPT TO|DATA)$/.test(command)
  if (permanent) return { is: 'refused', code: responseCode, error: 'refused by the mail server' }
  if (responseCode !== null) return later('not taken for now')
  if (handed) return later('all of it was sent, and the mail server has not said that it took it')
  if (name === 'TimeoutError' || code === 'ETIMEDOUT') return later('no answer in time')
  return later(/^[A-Z_0-9]+$/.test(code) ? `not reached: ${code}` : 'not reached')
}

/** The library gives every failure of a socket one code: what TLS says stands in its words alone. */
function isOfTls(code: string, message: string): boolean {
  return code === 'ESOCKET' && /certificate|altnames|\bSSL\b|\bTLS\b/i.test(message)
}

function partsOf(thrown: unknown) {
  const text = (name: string) => {
    const value = thrown instanceof Error ? (Reflect.get(thrown, name) as unknown) : undefined
    return typeof value === 'string' ? value : ''
  }
  const response = thrown instanceof Error ? (Reflect.get(thrown, 'responseCode') as unknown) : undefined
  const responseCode = typeof response === 'number' && response > 0 ? response : null
  return { name: text('name'), code: text('code'), message: text('message'), command: text('command'), responseCode }
}

function codeOf(response: string | undefined): number | null {
  const code = Number(response?.slice(0, 3))
  return Number.isInteger(code) && code > 0 ? code : null
}
