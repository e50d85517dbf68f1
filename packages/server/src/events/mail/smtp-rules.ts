import { readFile } from 'node:fs/promises'
import { UnderstudyError } from '@understudy/sdk'
import type { Config } from '../../config.ts'
import type { SmtpRules } from './send-mail.ts'

/** What operators allow addresses to be of. */
export interface MailRules extends SmtpRules {
  /** Domains that mail goes to; to all where it is left out. */
  readonly domains?: readonly string[] | undefined
}

/** The mail server of the configuration, with the authorities that its file names. */
export async function smtpRules({ smtp }: Pick<Config, 'smtp'>): Promise<MailRules | undefined> {
  if (smtp === undefined) return undefined
  const { caFile, ...rules } = smtp
  if (caFile === undefined) return rules
  try {
    return { ...rules, ca: await readFile(caFile, 'utf8') }
  } catch (cause) {
    throw new UnderstudyError('CONFIG_INVALID', {
      operation: 'configure the server',
      at: 'smtp.caFile',
      message: `${caFile} cannot be read`,
      hint: 'Name a file of certificates, as PEM.',
      cause,
    })
  }
}
