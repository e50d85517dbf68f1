import { execFile } from 'node:child_process'
import { mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

export interface SmallDisk {
  readonly folder: string
  /** Leaves so many bytes free. */
  fill(free: number): Promise<void>
  /** Takes away what `fill` put there. */
  makeRoom(): Promise<void>
  remove(): Promise<void>
}

/** A disk of its own, in memory; undefined with a word about why where this user may not mount one. */
export async function smallDisk(megabytes: number): Promise<SmallDisk | undefined> {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-disk-'))
  try {
    await run('mount', ['-t', 'tmpfs', '-o', `size=${megabytes}m`, 'understudy', folder])
  } catch (thrown) {
    await rm(folder, { recursive: true, force: true })
    console.warn(`A full disk is not tried out here: this user cannot mount one (${String(thrown).split('\n')[0]}).`)
    return undefined
  }
  const filler = join(folder, 'filler')
  return {
    folder,
    async fill(free) {
      const { bavail, bsize } = await statfs(folder)
      await writeFile(filler, Buffer.alloc(Math.max(0, bavail * bsize - free), 1))
    },
    makeRoom: () => rm(filler, { force: true }),
    async remove() {
      await run('umount', ['-l', folder])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
