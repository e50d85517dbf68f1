import { realpathSync } from 'node:fs'
import { dirname, join, resolve, sep } from 'node:path'
import { redactUrl, UnderstudyError } from '@understudy/sdk'
import { RequestError } from '../../errors/request-error.ts'
import type { OutgoingGuard } from '../../events/outgoing/guard.ts'

/** Where databases of environments may be, and what masks them where they have no key of their own. */
export interface DatabaseRules {
  readonly guard: OutgoingGuard
  /** The folder that SQLite files may stand in; none where it is left out. */
  readonly files: string | undefined
  /** The store of the server itself, which is nobody's environment: a URL of Postgres, or folders. */
  readonly own: string | undefined
  readonly ownFolders: readonly string[]
  /** The server's own key, as text; undefined where it was given none. */
  readonly maskingKey: () => Promise<string | undefined>
}

/** The URL as it may be kept, or REQUEST_INVALID. Where the host leads is looked at now, and again at each use. */
export async function checkedUrl(rules: DatabaseRules, url: string): Promise<string> {
  if (/^postgres(ql)?:\/\//.test(url)) {
    const host = hostOf(url)
    if (host === undefined) throw refused('this is no URL of a Postgres that names its host')
    if (isOwn(rules, url)) throw refused('it leads to the store of this server')
    await approved(rules, host)
    return url
  }
  return `sqlite:${fileOf(rules, url)}`
}

/**
 * The URL to connect by. A name is resolved once, by the guard, and the connection goes to what it has approved. Where TLS is
 * held against the name, the name stays: whoever answers must prove to be it before anything is said.
 */
export async function connectingUrl(rules: DatabaseRules, url: string): Promise<string> {
  if (!/^postgres(ql)?:\/\//.test(url)) {
    fileOf(rules, url)
    return url
  }
  const host = hostOf(url)
  if (host === undefined) throw refused('this is no URL of a Postgres that names its host')
  const addresses = await approved(rules, host)
  if (/[?&]sslmode=(require|verify-ca|verify-full|prefer)\b/.test(url)) return url
  const [first] = addresses.map(({ address }) => address).toSorted()
  if (first === undefined || first === host) return url
  const parsed = new URL(url)
  parsed.hostname = first.includes(':') ? `[${first}]` : first
  return parsed.href
}

async function approved({ guard }: DatabaseRules, host: string) {
  try {
    return await guard.resolve(host)
  } catch (thrown) {
    if (thrown instanceof RequestError) throw thrown
    throw refused(`${JSON.stringify(host)} cannot be found`)
  }
}

/** Of a socket, or where a parameter would lead elsewhere, undefined: the guard knows names and addresses alone. */
function hostOf(url: string): string | undefined {
  const parsed = URL.parse(url)
  if (parsed === null || parsed.hostname === '' || parsed.hostname.includes('%')) return undefined
  return ['host', 'hostaddr', 'service', 'port'].some((name) => parsed.searchParams.has(name))
    ? undefined
    : parsed.hostname
}

function isOwn({ own }: DatabaseRules, url: string): boolean {
  if (own === undefined) return false
  const place = (text: string) => {
    const { hostname, port, pathname } = new URL(text)
    return `${hostname.toLowerCase()}:${port || 5432}${pathname}`
  }
  return URL.canParse(own) && place(own) === place(url)
}

/** In the folder, whatever links lead where; what is not there yet by the folder that it would be in. */
function fileOf({ files, ownFolders }: DatabaseRules, url: string): string {
  if (files === undefined) {
    throw refused(
      `${redactUrl(url)} is none that this server connects to`,
      'Give the URL of a Postgres, or ask the operator for a folder that SQLite files may stand in.',
    )
  }
  const named = url.replace(/^sqlite:(\/\/)?/, '')
  if (!/^sqlite:/.test(url) || named === '' || named.startsWith(':') || /[?#\0]/.test(named)) {
    throw refused('SQLite files are named as sqlite:FILE')
  }
  const root = realpathSync(files)
  const path = resolve(root, named)
  if (!`${real(path)}`.startsWith(`${root}${sep}`)) throw refused('the file is outside of the folder for such files')
  if (ownFolders.some((folder) => isOwnFile(real(path), real(resolve(folder))))) {
    throw refused('it leads to the store of this server')
  }
  return path
}

/** Where the store is in a folder, the databases of a demo may stand in this one of it: the store keeps nothing there. */
export const folderOfDemo = 'environments'

function isOwnFile(path: string, own: string): boolean {
  return path.startsWith(`${own}${sep}`) && !path.startsWith(`${join(own, folderOfDemo)}${sep}`)
}

function real(path: string): string {
  try {
    return realpathSync(path)
  } catch (thrown) {
    if (!(thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOENT') || dirname(path) === path)
      throw thrown
    return join(real(dirname(path)), path.slice(dirname(path).length + 1))
  }
}

function refused(message: string, hint?: string): RequestError {
  return new RequestError('REQUEST_INVALID', {
    message: `databaseUrl: ${message}`,
    details: { path: 'databaseUrl' },
    ...(hint === undefined ? {} : { hint }),
  })
}

/** Where folders of the server are is nobody's business: a file goes by the name of its environment. */
export function withoutPlace(text: string, { name, databaseUrl }: { name: string; databaseUrl: string }): string {
  const file = databaseUrl.startsWith('sqlite:') ? databaseUrl.replace(/^sqlite:(\/\/)?/, '') : ''
  return file === '' ? text : text.replaceAll(file, name)
}

/** What an environment's database does to a request is no fault of the server: it is told to whoever asked. */
export function withUnreachable(thrown: unknown, name: string): unknown {
  const lost = new Set(['CONNECTION_FAILED', 'CONNECTION_LOST', 'CONNECTION_CLOSED'])
  if (!(thrown instanceof UnderstudyError) || !lost.has(thrown.code)) return thrown
  return new RequestError('ENVIRONMENT_UNREACHABLE', {
    message: `the database of ${name} cannot be reached, or the connection to it was lost`,
    cause: thrown,
    details: { environment: name },
  })
}
