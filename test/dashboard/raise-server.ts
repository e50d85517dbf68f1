import { randomBytes } from 'node:crypto'
import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { serveBuilt } from '../served.ts'

export interface Server {
  readonly url: string
  /** Where SQLite files of environments may stand. */
  readonly files: string
  readonly boss: { readonly email: string; readonly password: string }
}

const password = 'nine words that nobody else has thought of'

/** Webhooks reach this machine; mail reaches nobody, as nothing listens there. */
const reaching = [
  ['--webhook-http', '--webhook-network', '127.0.0.0/8'],
  ['--smtp-host', '127.0.0.1', '--smtp-port', '9', '--smtp-security', 'none', '--mail-from', 'tests@example.org'],
].flat()

interface Raised {
  /** Of Postgres; on SQLite where none is named. */
  readonly database?: string | undefined
  /** The address of an identity provider that people sign in through. */
  readonly issuer?: string
}

/** A server from the built packages, and whoever administers it. */
export async function raiseServer({ database, issuer }: Raised = {}): Promise<Server & { stop(): Promise<void> }> {
  const files = await realpath(await mkdtemp(join(tmpdir(), 'understudy-environments-')))
  const connectors = join(files, 'connectors')
  await mkdir(connectors)
  const served = await serveBuilt({
    args: ['--environment-files', files, ...reaching, '--connector-folder', connectors, ...signingInBy(issuer)],
    env: { ...process.env, ...onPostgres(database), ...(issuer ? { UNDERSTUDY_OIDC_CLIENT_SECRET: 'a secret' } : {}) },
  })
  const link = /#\/link\/(.+)$/.exec(served.signIn ?? '')?.[1]
  const asked = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${served.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const shown: unknown = await asked('/auth/link', { link })
  await asked('/auth/sessions', { link, password, tokens: 'body' })
  return {
    url: served.url,
    files,
    boss: { email: emailOf(shown), password },
    async stop() {
      await served.stop()
      await rm(files, { recursive: true, force: true })
    },
  }
}

function signingInBy(issuer: string | undefined): string[] {
  return issuer === undefined ? [] : ['--oidc-issuer', issuer, '--oidc-client-id', 'understudy']
}

function onPostgres(database: string | undefined): NodeJS.ProcessEnv {
  if (database === undefined) return {}
  const key = randomBytes(32).toString('base64')
  return { UNDERSTUDY_SERVER_DATABASE_URL: database, UNDERSTUDY_KEY: key }
}

function emailOf(shown: unknown): string {
  if (typeof shown === 'object' && shown !== null && 'email' in shown && typeof shown.email === 'string')
    return shown.email
  throw new Error('a link says whose it is')
}
