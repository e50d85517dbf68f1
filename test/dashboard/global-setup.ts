import pg from 'pg'
import type { TestProject } from 'vitest/node'
import { launchChromiumServer, noChromium } from '../chromium.ts'
import type {} from '../global-setup.ts'
import { raiseServer, type Server } from './raise-server.ts'

export interface Stage extends Server {
  /** Where the one browser of the run is reached. */
  readonly browser: string
}

declare module 'vitest' {
  interface ProvidedContext {
    /** Undefined where there is no Chromium: the tests say so and are skipped. */
    stage: Stage | undefined
  }
}

/**
 * One server, from the built packages, and one browser: for all test files of a run. It keeps its store in SQLite, or in
 * Postgres where UNDERSTUDY_SCREENS_STORE says so.
 */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  if (noChromium) {
    console.warn(`The tests of screens are skipped: ${noChromium}.`)
    project.provide('stage', undefined)
    return undefined
  }
  const database = process.env.UNDERSTUDY_SCREENS_STORE === 'postgres' ? await ownDatabase(project) : undefined
  const [server, browser] = await Promise.all([raiseServer({ database }), launchChromiumServer()])
  const { url, files, boss } = server
  project.provide('stage', { url, files, boss, browser: browser.wsEndpoint() })
  return async () => {
    await browser.close()
    await server.stop()
  }
}

/** On the server of the run, which takes it along when it goes. */
async function ownDatabase(project: TestProject): Promise<string> {
  const { url, runId } = project.getProvidedContext().testServer
  const name = `understudy_${runId}_screens`
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  await client.query(`create database ${pg.escapeIdentifier(name)}`)
  await client.end()
  return Object.assign(new URL(url), { pathname: name }).href
}
