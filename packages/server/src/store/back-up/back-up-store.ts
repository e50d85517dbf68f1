import { createHash } from 'node:crypto'
import { mkdir, open, readdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { codeOf } from '../../errors/code-of.ts'
import { ServerError } from '../../errors/server-error.ts'
import { migrations } from '../migrations/migrations.ts'
import { systemShape } from '../shape/system-shape.ts'
import type { TableShape } from '../shape/table-shape.ts'
import { teamShape } from '../shape/team-shape.ts'
import { keysFile, type Manifest, manifestName, systemFile, teamFile } from './layout.ts'
import type { AtOneMoment } from './moment.ts'
import { lineOf, type Row, rowsOf } from './rows.ts'

/** Nothing that was sealed is opened for it. It is whole once its manifest is there. */
export async function backUpStore(atOneMoment: AtOneMoment, folder: string, signal?: AbortSignal): Promise<void> {
  await requireEmpty(folder)
  const files: Manifest['files'] = {}
  const write = async (name: string, shape: TableShape, rows: AsyncIterable<Row>) => {
    files[name] = await writeRows(join(folder, name), shape, untilAborted(rows, signal))
  }
  const { data_keys: keys, ...tables } = systemShape
  const teams = await atOneMoment(async (moment) => {
    for (const [table, shape] of Object.entries(tables))
      await moment.system((db) => write(systemFile(table), shape, rowsOf(db, table, shape)))
    for (const owner of [null, ...moment.teams])
      await moment.system((db) => write(keysFile(owner), keys, only(owner, rowsOf(db, 'data_keys', keys))))
    for (const team of moment.teams) {
      for (const [table, shape] of Object.entries(teamShape))
        await moment.team(team, (db) => write(teamFile(team, table), shape, rowsOf(db, table, shape)))
    }
    return moment.teams
  })
  const manifest: Manifest = {
    kind: 'understudy.backup',
    version: 1,
    schema: migrations.length,
    madeAt: new Date().toISOString(),
    teams: [...teams],
    files,
  }
  await writeWhole(join(folder, manifestName), `${JSON.stringify(manifest, undefined, 2)}\n`)
}

async function* only(team: string | null, rows: AsyncIterable<Row>): AsyncGenerator<Row> {
  for await (const row of rows) if (row.team_id === team) yield row
}

async function* untilAborted(rows: AsyncIterable<Row>, signal: AbortSignal | undefined): AsyncGenerator<Row> {
  for await (const row of rows) {
    signal?.throwIfAborted()
    yield row
  }
}

async function requireEmpty(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 })
  if ((await readdir(folder)).length === 0) return
  throw new ServerError('BACKUP_TARGET', { message: `the folder ${folder} is not empty` })
}

async function writeRows(
  file: string,
  shape: TableShape,
  rows: AsyncIterable<Row>,
): Promise<Manifest['files'][string]> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await using handle = await open(file, 'wx', 0o600)
  const hash = createHash('sha256')
  let count = 0
  try {
    for await (const row of rows) {
      const line = Buffer.from(`${lineOf(row, shape)}\n`)
      hash.update(line)
      await handle.writeFile(line)
      count++
    }
    await handle.sync()
  } catch (thrown) {
    throw full(thrown)
  }
  return { rows: count, sha256: hash.digest('hex') }
}

async function writeWhole(file: string, text: string): Promise<void> {
  await using handle = await open(file, 'wx', 0o600)
  await handle.writeFile(text).catch((thrown: unknown) => {
    throw full(thrown)
  })
  await handle.sync()
}

function full(thrown: unknown): unknown {
  if (codeOf(thrown) !== 'ENOSPC') return thrown
  return new ServerError('STORE_FULL', { message: 'there is no room left for the backup', cause: thrown })
}
