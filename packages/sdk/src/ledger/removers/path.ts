import { lstat, realpath, rm } from 'node:fs/promises'
import { basename, dirname, isAbsolute, join, relative, sep } from 'node:path'
import { codeOf } from '../../errors.ts'
import type { ResourceOf } from '../resource.ts'
import type { Outcome } from '../sweep-report.ts'
import type { Around } from './around.ts'

/** Files that SQLite puts beside one of its own. */
const companions = ['-wal', '-shm', '-journal'] as const

/**
 * Removes a file or folder inside of one of the roots, where the first part of its path within that begins with our name.
 * Where a link stands, nothing is removed: what it leads to is not ours.
 */
export async function removePath({ path }: ResourceOf<'path'>, { dryRun, roots }: Around): Promise<Outcome> {
  if (!isAbsolute(path)) return { outcome: 'left', reason: 'its path is not absolute' }
  const found = await existing([path, ...companions.map((end) => `${path}${end}`)])
  if (found.length === 0) return { outcome: 'gone' }
  // With the links on the way to it followed, so that none of them leads out of the root.
  const place = join(await realpath(dirname(path)), basename(path))
  if (!(await isInside(place, roots))) {
    return { outcome: 'left', reason: `it is not one of understudy's in ${roots.join(' or ')}` }
  }
  if (found.some(({ link }) => link)) return { outcome: 'left', reason: 'a link stands in its place' }
  if (dryRun) return { outcome: 'would be removed' }
  for (const one of found) await rm(join(dirname(place), basename(one.path)), { recursive: true, force: true })
  return { outcome: 'removed' }
}

async function isInside(place: string, roots: readonly string[]): Promise<boolean> {
  for (const root of roots) {
    const within = relative(await realpath(root), place).split(sep)
    if (within[0]?.startsWith('understudy') && !within.includes('..')) return true
  }
  return false
}

async function existing(paths: readonly string[]): Promise<{ path: string; link: boolean }[]> {
  const found: { path: string; link: boolean }[] = []
  for (const path of paths) {
    try {
      found.push({ path, link: (await lstat(path)).isSymbolicLink() })
    } catch (thrown) {
      if (!isAbsent(thrown)) throw thrown
    }
  }
  return found
}

function isAbsent(thrown: unknown): boolean {
  return ['ENOENT', 'ENOTDIR'].includes(codeOf(thrown) ?? '')
}
