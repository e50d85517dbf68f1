import { execFile } from 'node:child_process'
import { chmod, cp, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import pg from 'pg'
import { startPostgres, type TestPostgres } from './postgres.ts'

const run = promisify(execFile)
/** What is of one server alone. */
const own = new Set(['postmaster.pid', 'postmaster.opts'])

/** A standby of a server on this machine, which follows it; a backup of it, made as pg_basebackup makes one. */
export async function startStandby(primary: string): Promise<TestPostgres> {
  return await startPostgres(undefined, { own: true, fill: (data) => backup(primary, data) })
}

async function backup(primary: string, data: string): Promise<void> {
  const client = new pg.Client({ connectionString: primary })
  await client.connect()
  try {
    const { rows } = await client.query<{ folder: string }>("select current_setting('data_directory') as folder")
    const folder = rows[0]?.folder ?? ''
    await client.query("select pg_backup_start('standby', true)")
    await cp(folder, data, { recursive: true, filter: (path) => !own.has(path.slice(folder.length + 1)) })
    const stopped = await client.query<{ label: string }>('select labelfile as label from pg_backup_stop(false)')
    await writeFile(join(data, 'backup_label'), stopped.rows[0]?.label ?? '')
    await writeFile(join(data, 'standby.signal'), '')
    const { hostname, port, username } = new URL(primary)
    await writeFile(
      join(data, 'postgresql.auto.conf'),
      `primary_conninfo = 'host=${hostname} port=${port} user=${username}'\n`,
    )
    await chmod(data, 0o700)
    const { uid, gid } = await stat(folder)
    if (process.getuid?.() === 0) await run('chown', ['-R', `${uid}:${gid}`, data])
  } finally {
    await client.end()
  }
}
