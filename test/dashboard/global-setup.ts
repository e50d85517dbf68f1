import { mkdir, mkdtemp, realpath, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { launchChromiumServer, noChromium } from '../chromium.ts'
import { serveBuilt } from '../served.ts'

export interface Stage {
  readonly url: string
  /** Where the one browser of the run is reached. */
  readonly browser: string
  /** Where SQLite files of environments may stand. */
  readonly files: string
  readonly boss: { readonly email: string; readonly password: string }
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined where there is no Chromium: the tests say so and are skipped. */
    stage: Stage | undefined
  }
}

const password = 'nine words that nobody else has thought of'

/** Webhooks reach this machine; mail reaches nobody, as nothing listens there. */
const reaching = [
  ['--webhook-http', '--webhook-network', '127.0.0.0/8'],
  ['--smtp-host', '127.0.0.1', '--smtp-port', '9', '--smtp-security', 'none', '--mail-from', 'tests@example.org'],
].flat()

/** One server, from the built packages on SQLite, and one browser: for all test files of a run. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (noChromium) {
    console.warn(`The tests of screens are skipped: ${noChromium}.`)
    project.provide('stage', undefined)
    return undefined
  }
  const files = await realpath(await mkdtemp(join(tmpdir(), 'understudy-environments-')))
  const connectors = join(files, 'connectors')
  await mkdir(connectors)
  const [served, browser] = await Promise.all([
    serveBuilt({ args: ['--environment-files', files, ...reaching, '--connector-folder', connectors] }),
    launchChromiumServer(),
  ])
  const link = /#\/link\/(.+)$/.exec(served.signIn ?? '')?.[1]
  const asked = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const answer = await fetch(`${served.url}/api${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    if (!answer.ok) throw new Error(`${path} was answered with ${answer.status}: ${await answer.text()}`)
    return answer.json()
  }
  const shown: unknown = await asked('/auth/link', { link })
  await asked('/auth/sessions', { link, password, tokens: 'body' })
  project.provide('stage', {
    url: served.url,
    browser: browser.wsEndpoint(),
    files,
    boss: { email: emailOf(shown), password },
  })
  return async () => {
    await browser.close()
    await served.stop()
    await rm(files, { recursive: true, force: true })
  }
}

function emailOf(shown: unknown): string {
  if (typeof shown === 'object' && shown !== null && 'email' in shown && typeof shown.email === 'string')
    return shown.email
  throw new Error('a link says whose it is')
}
