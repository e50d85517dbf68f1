import { createHash } from 'node:crypto'

/** Of a file's name; what is longer ends with a hash. */
const most = 150

/** A path that stays below where it begins, whatever system reads it. Empty: the place itself. */
export function isRelativePath(path: string): boolean {
  if (path === '') return true
  if (/[\0\\]|^[a-z]:/i.test(path) || path.startsWith('/')) return false
  return path.replace(/\/$/, '').split('/').every(isName)
}

/** Of one file or folder, which no system takes for another. */
function isName(name: string): boolean {
  return name !== '' && name !== '.' && name !== '..' && Buffer.byteLength(name) <= 200 && !/\p{Cc}/u.test(name)
}

/** The name of a file for whatever something is called: different names are different files, and none is hidden. */
export function fileNameOf(called: string): string {
  const written = encodeURIComponent(called.replaceAll(/\p{Surrogate}/gu, '_'))
    .replaceAll(/[!'()*~]/g, (one) => `%${one.charCodeAt(0).toString(16).toUpperCase()}`)
    .replace(/^\./, '%2E')
  if (written === '') return '%'
  if (written.length <= most) return written
  return `${written.slice(0, most)}-${createHash('sha256').update(called).digest('hex').slice(0, 16)}`
}
