import { mkdir, rmdir } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'

/** Uses an account as a test does that would be disturbed: where somebody else uses it at the same time, it fails. */
export async function useAlone(id: string): Promise<void> {
  const place = join(process.env.ACCOUNTS_IN_USE ?? '', id)
  await mkdir(place)
  await pause(50)
  await rmdir(place)
}
