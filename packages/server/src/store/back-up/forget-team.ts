import { rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { keysFile, manifestName } from './layout.ts'
import { readManifest } from './read-backup.ts'

/** Takes a team out of a backup that was made before it was erased: its keys first, so that the rest is noise at once. */
export async function forgetTeam(folder: string, team: string): Promise<void> {
  const manifest = await readManifest(folder)
  if (!manifest.teams.includes(team)) return
  const { [keysFile(team)]: _, ...others } = manifest.files
  const files = Object.fromEntries(Object.entries(others).filter(([name]) => !name.startsWith(`teams/${team}/`)))
  await rm(join(folder, keysFile(team)), { force: true })
  for (const part of ['teams', 'blobs']) await rm(join(folder, part, team), { recursive: true, force: true })
  const draft = join(folder, `${manifestName}.draft`)
  const kept = { ...manifest, teams: manifest.teams.filter((other) => other !== team), files }
  await writeFile(draft, `${JSON.stringify(kept, undefined, 2)}\n`, { mode: 0o600, flush: true })
  await rename(draft, join(folder, manifestName))
}
