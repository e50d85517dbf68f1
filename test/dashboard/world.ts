/// <reference lib="dom" />

import type { Cookie, Page } from 'playwright-core'
import { afterEach, beforeAll, expect, inject } from 'vitest'
import { type Client, createClient, type Role } from '../../packages/server/src/client.ts'
import { type Pages, pagesAt } from './pages.ts'
import type { Server } from './raise-server.ts'

/** Why tests of screens are skipped here, if they are. */
export const noStage = inject('stage') === undefined

interface PageOptions {
  /** Who looks: a member of the team with this role, the administrator of the system, or nobody. */
  readonly as?: Role | 'boss' | 'nobody'
  /** Where it begins, from the first slash on; `:team` is that of the world. */
  readonly at?: string
}

/** Of everybody who comes in by an invitation. */
export const password = 'seven quiet herons count the tide'

/** Of whoever administers each server, and until when one file after another may ask with it: it is good for longer. */
const keys = new Map<string, { readonly key: Promise<string>; readonly until: number }>()

function keyOf(url: string, person: Server['boss']): Promise<string> {
  const known = keys.get(url)
  if (known && Date.now() < known.until) return known.key
  const key = createClient(url)
    .post('/auth/sessions', { json: { ...person, tokens: 'body' } })
    .then(({ accessToken }) => accessToken ?? fail())
  keys.set(url, { key, until: Date.now() + 5 * 60_000 })
  return key
}

/**
 * A team of its own for a test file, on the one server in the one browser of the run. Called at the top of a file, in its
 * describe: it opens before the tests and closes after them. What the pages complain of fails the test that was running,
 * but for what a test expects by `complaints`. Another server than that of the run is told by `raised`.
 */
export function world(name: string, raised?: () => Server) {
  let boss: Client
  const team = `${name}-${Math.random().toString(36).slice(2, 8)}`
  let pages: Pages
  const sessions = new Map<string, Cookie[]>()
  const members = new Map<Role, Promise<Client>>()
  const complaints: string[] = []
  const stage = () => ({ ...(inject('stage') ?? fail()), ...raised?.() })

  beforeAll(async () => {
    const { url, browser: endpoint, boss: person } = stage()
    pages = await pagesAt(url, endpoint)
    boss = createClient(url, { key: await keyOf(url, person) })
    await boss.post('/teams', { json: { slug: team, name: `Team ${name}` } })
  })
  afterEach(async () => {
    await pages.takeBack()
    expect(complaints.splice(0)).toEqual([])
  })

  /** A link by which somebody new comes in, with that role. */
  async function invite(role: Role, email = `${role}-${team}@example.org`): Promise<string> {
    const json = { email, name: `The ${role}`, role }
    const { link } = await boss.post('/teams/:team/members', { param: { team }, json })
    return link.url
  }

  async function newMember(role: Role): Promise<Client> {
    const link = tokenIn(await invite(role, `${role}-${Math.random().toString(36).slice(2)}@example.org`))
    const client = createClient(stage().url)
    const { accessToken } = await client.post('/auth/sessions', { json: { link, password, tokens: 'body' } })
    return createClient(stage().url, { key: accessToken ?? fail() })
  }

  /** With a session of whoever looks, who comes in once. */
  async function signIn(page: Page, as: Role | 'boss'): Promise<void> {
    const known = sessions.get(as)
    if (known) return page.context().addCookies(known)
    const how = as === 'boss' ? stage().boss : { link: tokenIn(await invite(as)), password }
    const answer = await page.context().request.post('/api/auth/sessions', { data: { ...how, tokens: 'cookie' } })
    expect(answer.status(), await answer.text()).toBe(201)
    sessions.set(as, await page.context().cookies())
  }

  async function page({ as = 'admin', at }: PageOptions = {}): Promise<Page> {
    const opened = await pages.lend()
    if (as !== 'nobody') await signIn(opened, as)
    opened.on('pageerror', (error) => complaints.push(`${error.message}\n${error.stack ?? ''}`))
    // What breaks the content security policy is said there too.
    opened.on('console', (message) => {
      if (!['error', 'warning'].includes(message.type())) return
      const { url, lineNumber, columnNumber } = message.location()
      // Of an answer without a head, which pages are cleared by, the browser asks for an icon of its own, when it likes.
      if (url.endsWith('/favicon.ico')) return
      complaints.push(`${message.text()} (${url}:${lineNumber}:${columnNumber})`)
    })
    if (at !== undefined) await opened.goto(at.replace(':team', team))
    return opened
  }

  return {
    /** Its short name. */
    team,
    get url(): string {
      return stage().url
    },
    /** Where SQLite files of environments may stand. */
    get files(): string {
      return stage().files
    },
    /** Whoever administers the system, by the typed client: not a member of the team. */
    get boss(): Client {
      return boss
    },
    /** A member of the team with that role, by the typed client: of each role one. */
    member(role: Role): Promise<Client> {
      const known = members.get(role) ?? newMember(role)
      members.set(role, known)
      return known
    },
    invite,
    page,
    /** What pages have complained of since the last look: for a test that breaks something on purpose. */
    complaints: () => complaints.splice(0),
  }
}

function tokenIn(link: string): string {
  return /#\/link\/(.+)$/.exec(link)?.[1] ?? fail()
}

function fail(): never {
  throw new Error('there is no stage: the tests should have been skipped')
}
