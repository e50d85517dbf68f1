import { secretParameters } from './without-secrets.ts'

/**
 * A URL of a ledger with the secrets that somebody may use for it: those of a URL with the same host, port and user. A
 * URL without such stays as it is, and the driver finds what it finds: PGPASSWORD, a password file, trust.
 */
export function withCredentials(url: string, credentials: readonly string[]): string {
  const wanted = loginOf(url)
  if (wanted === undefined) return url
  const found = credentials.find((one) => loginOf(one)?.login === wanted.login && hasSecret(one))
  if (found === undefined) return url
  const password = loginOf(found)?.password ?? ''
  const address = password === '' ? url : withPassword(url, password)
  const more = secretParameters(found)
  if (more.length === 0) return address
  return `${address}${address.includes('?') ? '&' : '?'}${more.join('&')}`
}

/** Two URLs with the same server are of the same place for everything but the database. */
export function serverOf(url: string): string {
  return loginOf(url)?.login ?? url
}

function withPassword(url: string, password: string): string {
  return url.replace(
    /^(postgres(?:ql)?:\/\/)(?:([^:@/?#]*)@)?/,
    (_, scheme: string, user: string | undefined) => `${scheme}${user ?? ''}:${password}@`,
  )
}

function hasSecret(url: string): boolean {
  return loginOf(url)?.password !== '' || secretParameters(url).length > 0
}

/** Undefined for what is no URL of a Postgres server. The password is percent-encoded. */
function loginOf(url: string): { readonly login: string; readonly password: string } | undefined {
  if (!/^postgres(ql)?:\/\//.test(url)) return undefined
  // A unix socket has no host, which URL would not read.
  const readable = url.replace(/^postgres(ql)?:/, 'http:').replace(/^http:\/\/([^/?#@]*@)?(?=[/?])/, 'http://$1socket')
  if (!URL.canParse(readable)) return undefined
  const { hostname, port, username, password, searchParams } = new URL(readable)
  const host = searchParams.get('host') ?? hostname
  const at = searchParams.get('port') ?? (port || '5432')
  const user = searchParams.get('user') ?? decoded(username)
  return { login: JSON.stringify([host, at, user]), password }
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text)
  } catch {
    return text
  }
}
