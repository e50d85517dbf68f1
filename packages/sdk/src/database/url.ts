import { UnderstudyError } from '../errors.ts'
import type { Engine } from './adapter.ts'

export interface Address {
  readonly engine: Engine
  /** A URL for Postgres, a path for the others; '' is memory. */
  readonly target: string
}

/** postgres://…, sqlite:PATH, sqlite::memory:, a path that ends in .db, .sqlite or .sqlite3, pglite:FOLDER, pglite: for memory. */
export function parseUrl(url: string): Address {
  if (/^postgres(ql)?:\/\//.test(url)) return { engine: 'postgres', target: checkedPostgres(url) }
  if (url.startsWith('sqlite:')) return { engine: 'sqlite', target: path(url.slice('sqlite:'.length)) }
  if (url.startsWith('pglite:')) return { engine: 'pglite', target: path(url.slice('pglite:'.length)) }
  if (/\.(db|sqlite3?)$/i.test(url) && !/^[a-z]{2,}:/i.test(url)) return { engine: 'sqlite', target: url }
  throw new UnderstudyError('URL_INVALID', {
    operation: 'read database URL',
    message: `"${redactUrl(url)}" names no database that is known here`,
  })
}

/** Each part may follow the colon directly or after //, as in sqlite:./a.db and sqlite:///tmp/a.db. */
function path(rest: string): string {
  const bare = rest.startsWith('//') ? rest.slice(2) : rest
  return bare === ':memory:' || bare === 'memory' ? '' : bare
}

function checkedPostgres(url: string): string {
  try {
    // A unix socket has no host: postgres:///name, which URL refuses when a user stands before it.
    new URL(url.replace(/^postgres(ql)?:/, 'http:').replace(/^http:\/\/([^/@]*@)?\//, 'http://$1localhost/'))
    return url
  } catch {
    throw new UnderstudyError('URL_INVALID', {
      operation: 'read database URL',
      message: `"${redactUrl(url)}" is not a valid Postgres URL`,
      hint: 'Percent-encode special characters of user and password, such as %40 for @ and %2F for /.',
    })
  }
}

/** The URL without its password, wherever one may stand; also for a URL that cannot be parsed. */
export function redactUrl(url: string): string {
  return url
    .replace(/^([a-z][a-z0-9+.-]*:\/\/[^:@/?#]*):.*@/i, '$1:***@')
    .replace(/([?&](?:[a-z]*password|sslkey|[a-z_]*secret|[a-z_]*token)=)[^&#]*/gi, '$1***')
}
