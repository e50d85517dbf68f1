import { UnderstudyError } from '../../errors.ts'

/** Where a test data API is. */
export interface Endpoint {
  /** Without a slash at its end. */
  readonly baseUrl: string
  /** Between slashes. */
  readonly basePath: string
}

/** Both, checked: an address of HTTP that holds no secret. */
export function endpointOf(baseUrl: string | undefined, basePath: string): Endpoint {
  if (!baseUrl) throw refused('baseUrl', 'is missing', 'Give baseUrl, or set UNDERSTUDY_TEST_API_URL.')
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined
  if (!url || !/^https?:$/.test(url.protocol)) throw refused('baseUrl', 'is no address that begins with https://')
  if (url.username || url.password) throw refused('baseUrl', 'holds a user name or a password')
  if (url.search || url.hash) throw refused('baseUrl', 'holds a query or a fragment')
  if (!/^(\/[\w.~-]+)+\/?$/.test(basePath) || /(^|\/)\.\.?(\/|$)/.test(basePath))
    throw refused('basePath', 'is no path such as /api/test/')
  return { baseUrl: url.href.replace(/\/+$/, ''), basePath: basePath.endsWith('/') ? basePath : `${basePath}/` }
}

/** Of one operation, which is one segment of the path, whatever it holds. */
export function urlOf({ baseUrl, basePath }: Endpoint, operation: string): URL {
  // These three are no segment of their own, and would lead to another place.
  if (['', '.', '..'].includes(operation)) {
    throw new UnderstudyError('TEST_OPERATION_UNKNOWN', {
      operation: 'ask the test data API',
      message: `There is no operation ${JSON.stringify(operation)}`,
    })
  }
  return new URL(`${baseUrl}${basePath}${encodeURIComponent(operation)}`)
}

function refused(name: string, what: string, hint?: string): UnderstudyError {
  return new UnderstudyError('TEST_CONFIG_INVALID', {
    operation: 'find the test data API',
    at: `production.${name}`,
    message: `production.${name} ${what}`,
    ...(hint !== undefined && { hint }),
  })
}
