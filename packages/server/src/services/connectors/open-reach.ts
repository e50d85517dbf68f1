import { dirname } from 'node:path'
import { exchange } from '../../events/outgoing/exchange.ts'
import { S3Client } from '../../s3/s3-client.ts'
import type { ConnectorReach } from './connector-services.ts'
import type { ConnectorAccess } from './connector-settings.ts'
import { type DatabasePlace, postgresPlace } from './databases/postgres-url.ts'
import { failed } from './failures.ts'
import { refusePlaintext } from './http/http-access.ts'
import { httpPlace } from './http/http-place.ts'
import { filesPlace } from './places/files-place.ts'
import type { ObjectPlace } from './places/object-place.ts'
import { s3Place } from './places/s3-place.ts'
import { TeamFolder } from './places/team-folder.ts'

/** What a connector of S3 speaks through: guarded like everything that somebody else has named. */
export function s3ClientFor(
  reach: ConnectorReach,
  { settings: { bucket, region, endpoint }, credentials }: Extract<ConnectorAccess, { kind: 's3' }>,
): S3Client {
  return new S3Client({ bucket, region, endpoint }, credentials, ({ url, ...asked }) => {
    refusePlaintext(reach, url)
    return exchange(reach.guard, url, { ...asked, silenceMs: reach.patience.silenceMs })
  })
}

/** Where objects are read; of databases there is none. */
export async function objectsOf(
  reach: ConnectorReach,
  team: string,
  access: Exclude<ConnectorAccess, { kind: 'postgres' | 'sqlite' }>,
): Promise<ObjectPlace> {
  switch (access.kind) {
    case 'files':
      return filesPlace(await TeamFolder.of(reach.folder, team), access.settings.folder)
    case 'http':
      return httpPlace({ reach, url: access.settings.url, credentials: access.credentials })
    case 's3':
      return s3Place(s3ClientFor(reach, access), access.settings.prefix)
  }
}

export async function databaseOf(
  reach: ConnectorReach,
  team: string,
  access: Extract<ConnectorAccess, { kind: 'postgres' | 'sqlite' }>,
  { mayBeMissing }: { readonly mayBeMissing: boolean },
): Promise<DatabasePlace> {
  if (access.kind === 'postgres') return postgresPlace(reach, access.settings, access.credentials)
  const folder = await TeamFolder.of(reach.folder, team)
  if (mayBeMissing) await folder.folderFor(dirname(access.settings.file).replace(/^\.$/, ''))
  const file = await folder.fileFor(access.settings.file, { mayBeMissing })
  // Beside it the engine keeps what it has not yet written there, by names that it makes of this one.
  for (const beside of ['-wal', '-shm', '-journal']) {
    await folder.fileFor(access.settings.file + beside, { mayBeMissing: true }).catch((thrown: unknown) => {
      throw failed('beside the database stands something that is no file', thrown)
    })
  }
  return { url: `sqlite:${file}` }
}
