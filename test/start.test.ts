import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { chromium } from 'playwright-core'
import { afterEach, expect, test } from 'vitest'

const root = join(import.meta.dirname, '..')
const browser = process.env.CHROMIUM_PATH ?? '/usr/bin/chromium'
const plain = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking']

let started: ChildProcess | undefined

afterEach(async () => {
  if (started && started.exitCode === null && started.signalCode === null) {
    started.kill('SIGTERM')
    await once(started, 'exit')
  }
})

test('npm start serves a page and says where; after a SIGTERM nothing listens there', async () => {
  const { url, ended } = await start('npm', ['start', '--silent', '--'])
  const page = await fetch(url)
  expect(page.headers.get('content-type')).toContain('text/html')
  started?.kill('SIGTERM')
  await ended
  await expect.poll(() => answers(url), { timeout: 10_000 }).toBe(false)
})

test.each(['SIGINT', 'SIGTERM'] as const)('the launcher passes %s on and ends well', async (signal) => {
  const { url, ended } = await start(process.execPath, ['scripts/ws.mjs', 'start'])
  started?.kill(signal)
  expect(await ended).toBe(0)
  expect(await answers(url)).toBe(false)
})

test('a launcher that is killed takes the server with it', async () => {
  const { url, ended } = await start(process.execPath, ['scripts/ws.mjs', 'start'])
  started?.kill('SIGKILL')
  await ended
  await expect.poll(() => answers(url), { timeout: 10_000 }).toBe(false)
})

test.skipIf(!existsSync(browser))('the page shows rows of its schema in a browser', async () => {
  const { url } = await start(process.execPath, ['scripts/ws.mjs', 'start'])
  const running = await chromium.launch({ executablePath: browser, args: plain })
  try {
    const page = await running.newPage()
    const failures: string[] = []
    page.on('pageerror', (error) => failures.push(error.message))
    await page.goto(url)
    await page.locator('tbody tr').first().waitFor()
    await page.getByLabel('Rows of each entity').fill('7')
    await page.getByRole('button', { name: 'Generate' }).click()
    await expect.poll(() => page.locator('tbody tr').count()).toBe(7)
    expect(failures).toEqual([])
  } finally {
    await running.close()
  }
})

/** Resolves when the server has said where it listens. `ended` is its exit code, or null after a signal. */
async function start(program: string, args: readonly string[]) {
  const { NODE_ENV: _, ...env } = process.env
  const child = spawn(program, [...args, '--port', '0'], {
    cwd: root,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  started = child
  const ended = once(child, 'exit').then(([code]: (number | null)[]) => code ?? null)
  const url = await new Promise<string>((resolve, reject) => {
    let said = ''
    for (const stream of [child.stdout, child.stderr])
      stream.on('data', (text: Buffer) => {
        said += text
        const found = /http:\/\/127\.0\.0\.1:\d+/.exec(said)
        if (found) resolve(found[0])
      })
    ended.then((code) => reject(new Error(`It ended with ${code} and had said:\n${said}`)))
  })
  return { url, ended }
}

async function answers(url: string): Promise<boolean> {
  try {
    await fetch(url)
    return true
  } catch {
    return false
  }
}
