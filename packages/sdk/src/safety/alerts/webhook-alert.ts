import { UnderstudyError } from '../../errors.ts'
import type { OnAlert } from './production-alert.ts'

export interface WebhookOptions {
  /** Milliseconds for each attempt; 3000 when not said. */
  readonly timeout?: number | undefined
  /** Attempts after the first; 2 when not said. */
  readonly retries?: number | undefined
  /** Lets alerts go over plain HTTP to other machines, where anybody on the way reads them. */
  readonly allowHttp?: boolean | undefined
}

const local = new Set(['localhost', '127.0.0.1', '[::1]'])

/** Sends alerts as JSON by POST. What fails names the host alone: the rest of a webhook's URL is often its secret. */
export function webhookAlert(url: string, options: WebhookOptions = {}): OnAlert {
  const { timeout = 3000, retries = 2, allowHttp = false } = options
  const { host } = checked(url, allowHttp)
  return async (alert) => {
    const { default: ky, isHTTPError } = await import('ky')
    try {
      await ky.post(url, {
        json: alert,
        timeout,
        // Whoever answers with another address would learn who reads production.
        redirect: 'error',
        retry: { limit: retries, methods: ['post'], delay: (count) => 100 * 2 ** count },
      })
    } catch (thrown) {
      throw new UnderstudyError('WRITE_FAILED', {
        operation: 'send an alert',
        message: `${host} ${isHTTPError(thrown) ? `answered ${thrown.response.status}` : 'did not answer'}`,
        hint: 'Check the address of the webhook.',
      })
    }
  }
}

function checked(url: string, allowHttp: boolean): URL {
  const parsed = parse(url)
  if (parsed?.protocol === 'https:') return parsed
  if (parsed?.protocol === 'http:' && (allowHttp || local.has(parsed.hostname))) return parsed
  throw new UnderstudyError('CONFIG_INVALID', {
    operation: 'read the address of a webhook',
    message:
      parsed === undefined
        ? 'The address of the webhook is no URL'
        : `Alerts do not go to ${parsed.host} in plain text`,
    hint: 'Give an https:// URL, or one of this machine.',
  })
}

function parse(url: string): URL | undefined {
  return URL.canParse(url) ? new URL(url) : undefined
}
