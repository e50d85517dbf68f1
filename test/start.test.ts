import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, expect, test } from 'vitest'
import { isFull } from './full.ts'

const root = join(import.meta.dirname, '..')

const data = mkdtempSync(join(tmpdir(), 'understudy-start-'))
// The server of a launcher that was killed may still be closing.
afterAll(() => rmSync(data, { recursive: true, maxRetries: 50, retryDelay: 200 }))

let started: ChildProcess | undefined

afterEach(async () => {
  if (started && started.exitCode === null && started.signalCode === null) {
    started.kill('SIGTERM')
    await once(started, 'exit')
  }
})

// A month is played first.
test('npm start serves a page with a demo to look at, and says where and how to sign in; after a SIGTERM nothing listens there', {
  timeout: 180_000,
}, async () => {
  const { url, link, ended } = await start('npm', ['start', '--silent', '--'])
  const page = await fetch(url)
  expect(page.headers.get('content-type')).toContain('text/html')
  const answer = await fetch(`${url}/api/auth/sessions`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ link }),
  })
  expect(answer.status).toBe(201)
  const cookie = answer.headers
    .getSetCookie()
    .map((one) => one.split(';')[0])
    .join('; ')
  const me = await fetch(`${url}/api/me`, { headers: { cookie } })
  expect(await me.json()).toMatchObject({
    isSystemAdmin: true,
    teams: expect.arrayContaining([expect.objectContaining({ slug: 'demo' })]),
  })
  const rows = async () =>
    (await fetch(`${url}/api/teams/demo/datasets/shop/rows?entity=orders`, { headers: { cookie } })).status
  await expect.poll(rows, { timeout: 20_000 }).toBe(200)
  started?.kill('SIGTERM')
  await ended
  await expect.poll(() => answers(url), { timeout: 10_000 }).toBe(false)
})

// The test above ends it by a SIGTERM.
test.each(isFull ? (['SIGINT', 'SIGTERM'] as const) : (['SIGINT'] as const))(
  'the launcher passes %s on and ends well',
  async (signal) => {
    const { url, ended } = await start(process.execPath, ['scripts/ws.mjs', 'start'])
    started?.kill(signal)
    expect(await ended).toBe(0)
    expect(await answers(url)).toBe(false)
  },
)

test('a launcher that is killed takes the server with it', async () => {
  const { url, ended } = await start(process.execPath, ['scripts/ws.mjs', 'start'])
  started?.kill('SIGKILL')
  await ended
  await expect.poll(() => answers(url), { timeout: 10_000 }).toBe(false)
})

/** Resolves when the server has said where it listens. `ended` is its exit code, or null after a signal. */
async function start(program: string, args: readonly string[]) {
  const { NODE_ENV: _, ...env } = process.env
  const child = spawn(program, [...args, '--port', '0', '--data', data], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started = child
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const { url, link } = await new Promise<{ url: string; link: string }>((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said += text
        const [, url, link] = /(http:\/\/127\.0\.0\.1:\d+)\/#\/link\/(\S+)\n/.exec(said) ?? []
        if (url && link) resolve({ url, link })
      })
    ended.then((code) => reject(new Error(`It ended with ${code} and had said:\n${said}`)))
  })
  return { url, link, ended }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url)
    return true
  } catch {
    return false
  }
}
