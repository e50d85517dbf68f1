import { randomBytes } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Engine } from '../../../database/adapter.ts'
import { quoteLiteral } from '../../../database/postgres/quote.ts'
import { messageOf, UnderstudyError } from '../../../errors.ts'
import type { DatabaseTestClient } from '../../client/database-test-client.ts'
import { openTestSessions } from '../../client/open-test-sessions.ts'
import type { TestSession } from '../../client/test-session.ts'
import type { CasePlace } from './error-case.ts'

/** Where one case runs. */
export interface CaseSite extends AsyncDisposable {
  readonly place: CasePlace
  /** Session `number` of the case, opened when it is first asked for. */
  session(number: number): Promise<TestSession>
  /** A script to run when everything is closed, before what the case made is taken away. */
  undoLater(script: string): void
}

/** Where cases run: on Postgres and PGlite schemas of their own, of SQLite files of their own. */
export interface CaseGround extends AsyncDisposable {
  readonly engine: Engine
  /** The server's major version; 0 where it has none. */
  readonly major: number
  site(): Promise<CaseSite>
}

/** @param language what lc_messages is set to, where there is a server that translates */
export async function caseGround(client: DatabaseTestClient, language: string | undefined): Promise<CaseGround> {
  const major = await majorOf(client)
  if (language !== undefined && client.engine !== 'sqlite') await requireLanguage(client, language)
  const folder = await mkdtemp(join(tmpdir(), 'understudy-errors-'))
  const prefix = `understudy_errors_${randomBytes(4).toString('hex')}`
  let made = 0
  const place = (): CasePlace => ({ url: client.config.databaseUrl, folder, schema: `${prefix}_${++made}` })
  const site = client.engine === 'sqlite' ? () => fileSite(place()) : () => schemaSite(client, place(), language)
  return {
    engine: client.engine,
    major,
    site,
    [Symbol.asyncDispose]: () => rm(folder, { recursive: true, force: true }),
  }
}

async function majorOf(client: DatabaseTestClient): Promise<number> {
  if (client.engine === 'sqlite') return 0
  const [row] = await client.query<{ version: string }>("select current_setting('server_version_num') as version")
  return Math.floor(Number(row?.version) / 10_000)
}

async function requireLanguage(client: DatabaseTestClient, language: string): Promise<void> {
  await using own = await client.openSession()
  await own.session.execute(`set lc_messages = ${quoteLiteral(language)}`).catch((thrown: unknown) => {
    throw new UnderstudyError('TEST_CONFIG_INVALID', {
      operation: 'provoke errors',
      message: `The server cannot speak ${language} here: ${messageOf(thrown)}`,
      hint: 'Give a locale that the server has, as a superuser, or leave the language out.',
      cause: thrown,
    })
  })
}

async function fileSite(place: CasePlace): Promise<CaseSite> {
  const sessions = await openTestSessions(`sqlite:${join(place.folder, `${place.schema}.db`)}`)
  return siteOf(
    place,
    () => sessions.open(),
    () => sessions.close(),
  )
}

async function schemaSite(
  client: DatabaseTestClient,
  place: CasePlace,
  language: string | undefined,
): Promise<CaseSite> {
  const { schema } = place
  const maintain = async (script: string): Promise<void> => {
    await using own = await client.openSession()
    await own.session.execute(script)
  }
  const open = async (): Promise<TestSession> => {
    const session = await client.openSession()
    const settings = language === undefined ? '' : `; set lc_messages = ${quoteLiteral(language)}`
    await session.session.execute(`set search_path to ${schema}${settings}`)
    return session
  }
  await maintain(`create schema ${schema}`)
  return siteOf(place, open, async (undo) => {
    try {
      for (const script of undo) await maintain(script)
    } finally {
      await maintain(`drop schema ${schema} cascade`)
    }
  })
}

function siteOf(
  place: CasePlace,
  open: () => Promise<TestSession>,
  leave: (undo: readonly string[]) => Promise<void>,
): CaseSite {
  const sessions = new Map<number, Promise<TestSession>>()
  const undo: string[] = []
  return {
    place,
    session(number) {
      const session = sessions.get(number) ?? open()
      sessions.set(number, session)
      return session
    },
    undoLater: (script) => void undo.unshift(script),
    async [Symbol.asyncDispose]() {
      const opened = await Promise.allSettled(sessions.values())
      await Promise.all(opened.map((session) => (session.status === 'fulfilled' ? session.value.close() : undefined)))
      await leave(undo)
    },
  }
}
