import { redactUrl } from '@understudy/sdk'
import type { Command } from 'commander'
import { usage } from '../generate/options.ts'

/** Where a server keeps what it knows, and the key that it is kept with. */
export interface StoreFlags {
  readonly data?: string
  readonly databaseUrl?: string
  readonly keyFile?: string
  readonly blobs?: string
}

/** As the server's configuration says it. */
export interface StoreSettings {
  readonly data?: string
  readonly databaseUrl?: string
  readonly key?: string
  readonly keyFile?: string
  readonly blobs?: string
}

const usualFolder = 'understudy-data'

export const aboutStore = `
A folder holds the embedded store; Postgres holds the same in one database. The key is read from UNDERSTUDY_KEY, or from
the file of --key-file or UNDERSTUDY_KEY_FILE; an embedded store makes one at its first start, in its folder. A password of
the database is no flag: it stands in UNDERSTUDY_SERVER_DATABASE_URL, in PGPASSWORD or in a password file.`

export function withStore(command: Command): Command {
  return command
    .option('--data <folder>', `of the embedded store (UNDERSTUDY_DATA, or else ./${usualFolder})`)
    .option('--database-url <url>', 'of Postgres instead, without a password (UNDERSTUDY_SERVER_DATABASE_URL)')
    .option('--key-file <file>', 'with the key of what is sealed (UNDERSTUDY_KEY_FILE)')
    .option('--blobs <folder>', 'of the bytes of datasets, where they are not in the store (UNDERSTUDY_BLOBS)')
}

/** What is said on the command line comes before what the environment says. */
export function readStore(flags: StoreFlags, env: NodeJS.ProcessEnv = process.env): StoreSettings {
  const blobs = flags.blobs ?? env.UNDERSTUDY_BLOBS
  return { ...placeOf(flags, env), ...keyOf(flags, env), ...(blobs ? { blobs } : {}) }
}

function placeOf({ data, databaseUrl }: StoreFlags, env: NodeJS.ProcessEnv): StoreSettings {
  if (data !== undefined && databaseUrl !== undefined)
    throw usage('--data and --database-url both say where the store is', 'Give one of the two.')
  if (data !== undefined) return { data }
  if (databaseUrl !== undefined) return { databaseUrl: withoutPassword(databaseUrl) }
  const { UNDERSTUDY_DATA: folder, UNDERSTUDY_SERVER_DATABASE_URL: url } = env
  if (folder && url)
    throw usage(
      'UNDERSTUDY_DATA and UNDERSTUDY_SERVER_DATABASE_URL both say where the store is',
      'Unset one of the two, or give --data or --database-url.',
    )
  if (url) return { databaseUrl: postgres(url, 'UNDERSTUDY_SERVER_DATABASE_URL') }
  return { data: folder || usualFolder }
}

function keyOf({ keyFile }: StoreFlags, env: NodeJS.ProcessEnv): StoreSettings {
  if (keyFile !== undefined) return { keyFile }
  const { UNDERSTUDY_KEY: key, UNDERSTUDY_KEY_FILE: file } = env
  return { ...(key ? { key } : {}), ...(file ? { keyFile: file } : {}) }
}

/** Everybody on the machine can read a command line. */
function withoutPassword(url: string): string {
  if (redactUrl(url) === url) return postgres(url, '--database-url')
  throw usage(
    '--database-url holds a password, and everybody on this machine can read a command line',
    'Leave it out, and set PGPASSWORD, or set UNDERSTUDY_SERVER_DATABASE_URL to the whole.',
  )
}

function postgres(url: string, from: string): string {
  if (/^postgres(ql)?:\/\//.test(url)) return url
  throw usage(`${from} is no URL of a Postgres database`, 'It begins with postgres://.')
}
