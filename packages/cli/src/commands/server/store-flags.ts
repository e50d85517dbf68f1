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
  readonly s3?: {
    readonly endpoint?: string
    readonly region?: string
    readonly accessKeyId: string
    readonly secretAccessKey: string
    readonly sessionToken?: string
  }
}

const usualFolder = 'understudy-data'

export const aboutStore = `
A folder holds the embedded store; Postgres holds the same in one database. The key is read from UNDERSTUDY_KEY, or from
the file of --key-file or UNDERSTUDY_KEY_FILE; an embedded store makes one at its first start, in its folder. A password of
the database is no flag: it stands in UNDERSTUDY_SERVER_DATABASE_URL, in PGPASSWORD or in a password file. A bucket is
named as s3://bucket/prefix and opened with AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY, AWS_SESSION_TOKEN, AWS_REGION and, of
a store that is not Amazon's, AWS_ENDPOINT_URL_S3.`

export function withStore(command: Command): Command {
  return command
    .option('--data <folder>', `of the embedded store (UNDERSTUDY_DATA, or else ./${usualFolder})`)
    .option('--database-url <url>', 'of Postgres instead, without a password (UNDERSTUDY_SERVER_DATABASE_URL)')
    .option('--key-file <file>', 'with the key of what is sealed (UNDERSTUDY_KEY_FILE)')
    .option(
      '--blobs <place>',
      'of the bytes of datasets, where they are not in the store: a folder or s3://… (UNDERSTUDY_BLOBS)',
    )
}

/** What is said on the command line comes before what the environment says. */
export function readStore(flags: StoreFlags, env: NodeJS.ProcessEnv = process.env): StoreSettings {
  const blobs = flags.blobs ?? env.UNDERSTUDY_BLOBS
  return { ...placeOf(flags, env), ...keyOf(flags, env), ...(blobs ? { blobs } : {}), ...bucketOf(blobs, env) }
}

/** Also where no bucket is named: a server may have been told of one at its last start. */
function bucketOf(blobs: string | undefined, env: NodeJS.ProcessEnv): Pick<StoreSettings, 's3'> {
  const {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    AWS_SESSION_TOKEN: sessionToken,
  } = env
  if (blobs && !blobs.startsWith('s3:')) return {}
  if (!accessKeyId || !secretAccessKey) {
    if (!blobs) return {}
    throw usage('a bucket is opened with a key and its secret', 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY.')
  }
  const endpoint = env.AWS_ENDPOINT_URL_S3 || env.AWS_ENDPOINT_URL
  const region = env.AWS_REGION || env.AWS_DEFAULT_REGION
  return {
    s3: {
      accessKeyId,
      secretAccessKey,
      ...(sessionToken ? { sessionToken } : {}),
      ...(endpoint ? { endpoint } : {}),
      ...(region ? { region } : {}),
    },
  }
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
