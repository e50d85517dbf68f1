import { existsSync } from 'node:fs'
import { readdir, rename, rm } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import { syncFolder } from '../durable.ts'

/** A copy for resets: of a clone that is not promoted yet, and of one that was. */
export function keptFile(target: string, cloneId: string, promoted: boolean): string {
  return `${target}.understudy-${cloneId}.${promoted ? 'kept' : 'keep'}`
}

export async function findKept(target: string): Promise<string | null> {
  return (await idsOf(target, 'kept'))[0] ?? null
}

/** The copy of a clone whose file has taken the target's name is the one that counts; an older one goes. */
export async function settleKept(target: string): Promise<void> {
  for (const id of await idsOf(target, 'keep')) {
    if (existsSync(`${target}.understudy-${id}`)) continue
    const older = await idsOf(target, 'kept')
    await rename(keptFile(target, id, false), keptFile(target, id, true))
    await syncFolder(dirname(target))
    for (const one of older) if (one !== id) await rm(keptFile(target, one, true), { force: true })
  }
}

async function idsOf(target: string, kind: 'keep' | 'kept'): Promise<string[]> {
  const prefix = `${basename(target)}.understudy-`
  const names = existsSync(dirname(target)) ? await readdir(dirname(target)) : []
  return names.flatMap((name) => {
    const [, id, found] =
      /^([0-9a-f]{10})\.(keep|kept)$/.exec(name.startsWith(prefix) ? name.slice(prefix.length) : '') ?? []
    return id !== undefined && found === kind ? [id] : []
  })
}
