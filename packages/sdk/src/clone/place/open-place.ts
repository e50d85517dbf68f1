import { parseUrl, redactUrl } from '../../database/url.ts'
import { UnderstudyError } from '../../errors.ts'
import type { StagingPlace } from '../staging.ts'
import { PostgresPlace } from './postgres/postgres-place.ts'
import { SqlitePlace } from './sqlite/sqlite-place.ts'

/** The place of a target, by its URL; what a process that died there has left is put in order first. */
export async function openPlace(url: string): Promise<StagingPlace> {
  const { engine, target } = parseUrl(url)
  if (engine === 'postgres') return await PostgresPlace.open(target)
  if (engine === 'sqlite' && target !== '') return await SqlitePlace.open(target)
  throw new UnderstudyError('TARGET_REFUSED', {
    operation: 'open the target',
    message: `${redactUrl(url)} cannot be replaced in one step`,
    hint: 'Give a database of a Postgres server or a SQLite file.',
  })
}
