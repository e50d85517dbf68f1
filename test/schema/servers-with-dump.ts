import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'

const folder = '/usr/lib/postgresql'
/** The oldest server that is promised. */
const oldest = 15

/** The folders of the system's Postgres servers whose pg_dump is beside them, oldest first. */
export async function serversWithDump(): Promise<string[]> {
  const versions = await readdir(folder).catch(() => [])
  const bins = versions
    .filter((version) => Number(version) >= oldest)
    .sort((one, other) => Number(one) - Number(other))
    .map((version) => join(folder, version, 'bin'))
  const found: string[] = []
  for (const bin of bins) {
    const programs = await Promise.all(
      ['postgres', 'initdb', 'pg_dump'].map((program) =>
        stat(join(bin, program)).then(
          () => true,
          () => false,
        ),
      ),
    )
    if (programs.every(Boolean)) found.push(bin)
  }
  return found
}
