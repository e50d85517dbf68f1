import type { ConfigInput } from '@understudy/server'
import { usage } from '../generate/options.ts'

export interface MailFlags {
  readonly smtpHost?: string
  readonly smtpPort?: string
  readonly smtpSecurity?: string
  readonly smtpUser?: string
  readonly smtpCa?: string
  readonly mailFrom?: string
  readonly mailDomain: readonly string[]
}

const securities = ['starttls', 'tls', 'none'] as const

/** The mail server, where one is named; the password comes out of the environment alone. */
export function readMail(
  flags: MailFlags,
  { UNDERSTUDY_SMTP_PASSWORD: password }: NodeJS.ProcessEnv,
): Pick<ConfigInput, 'smtp'> {
  const { smtpHost: host, smtpPort, smtpUser: user, smtpCa: caFile, mailFrom: from, mailDomain } = flags
  if (host === undefined && from === undefined) {
    if (user === undefined && smtpPort === undefined && caFile === undefined && mailDomain.length === 0) return {}
  }
  if (host === undefined || from === undefined)
    throw usage('mail goes to a server, and comes from an address', 'Give --smtp-host and --mail-from.')
  if (user !== undefined && !password)
    throw usage('a user of the mail server has a password', 'Set UNDERSTUDY_SMTP_PASSWORD.')
  const security = securities.find((one) => one === (flags.smtpSecurity ?? 'starttls'))
  if (security === undefined)
    throw usage(`${JSON.stringify(flags.smtpSecurity)} is none`, `Give --smtp-security ${securities.join('|')}.`)
  const port = smtpPort ?? (security === 'tls' ? '465' : '587')
  if (!/^\d{1,5}$/.test(port) || Number(port) < 1 || Number(port) > 65_535)
    throw usage(`--smtp-port ${JSON.stringify(port)} is none`, 'Give --smtp-port 1 to 65535.')
  return {
    smtp: {
      host,
      from,
      security,
      port: Number(port),
      ...(user === undefined ? {} : { user, password }),
      ...(caFile === undefined ? {} : { caFile }),
      ...(mailDomain.length === 0 ? {} : { domains: [...mailDomain] }),
    },
  }
}
