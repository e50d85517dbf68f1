import { realpathSync } from 'node:fs'
import { resolve } from 'node:path'
import { parseUrl } from '../database/url.ts'

const local = new Set(['localhost', '127.0.0.1', '::1', '[::1]', '0.0.0.0', ''])

/**
 * What a URL leads to, written so that two URLs of one database are written alike: user, password and options left out;
 * this machine is one machine by whatever name, a socket included; a file is named by its real path.
 */
export function placeOf(url: string): string {
  const { engine, target } = parseUrl(url)
  if (engine !== 'postgres') return `${engine} ${target === '' ? '' : realPath(target)}`
  // A socket has no host: postgres:///name, which URL refuses when a user stands before it.
  const parsed = new URL(
    target
      .replace(/^postgres(ql)?:\/\/([^/?#@]*@)?(?=[/?#]|$)/, 'http://$2localhost')
      .replace(/^postgres(ql)?:/, 'http:'),
  )
  const host = parsed.searchParams.get('host') ?? parsed.hostname
  const port =
    parsed.searchParams.get('port') ??
    (parsed.port === '' ? (target.match(/:(\d+)(?:[/?#]|$)/)?.[1] ?? '5432') : parsed.port)
  const name = decodeURIComponent(parsed.pathname.slice(1)) || decodeURIComponent(parsed.username)
  const machine =
    host.startsWith('/') || local.has(host.toLowerCase()) ? 'localhost' : host.toLowerCase().replace(/\.$/, '')
  return `postgres ${machine}:${port}/${name}`
}

function realPath(path: string): string {
  try {
    return realpathSync(path)
  } catch {
    // It does not exist yet.
    return resolve(path)
  }
}
