import { RequestError } from '../errors/request-error.ts'

export interface AskedFrom {
  readonly method: string
  /** The header Host, or what a trusted proxy says that it was. */
  readonly host: string | undefined
  readonly origin: string | undefined
  readonly fetchSite: string | undefined
  /** The caller is known by a cookie, which a browser sends along whoever asked it to. */
  readonly byCookie: boolean
}

const harmless: ReadonlySet<string> = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * What changes something comes from a page of this server or from no browser at all. Browsers say where a request comes
 * from; one that bears a cookie and does not say is refused.
 */
export function refuseCrossSite({ method, host, origin, fetchSite, byCookie }: AskedFrom): void {
  if (harmless.has(method)) return
  if (fetchSite !== undefined ? fetchSite === 'same-origin' : origin !== undefined ? isOf(origin, host) : !byCookie)
    return
  throw new RequestError('CROSS_SITE', {
    message: 'a request that changes something must come from a page of this server, and this one does not say so',
  })
}

function isOf(origin: string, host: string | undefined): boolean {
  return host !== undefined && URL.canParse(origin) && new URL(origin).host === host.toLowerCase()
}
