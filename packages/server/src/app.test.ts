import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testApp } from '../test/app.ts'

let dashboardDir: string
beforeAll(async () => {
  dashboardDir = await mkdtemp(join(tmpdir(), 'understudy-dashboard-'))
  await mkdir(join(dashboardDir, 'assets'))
  await writeFile(join(dashboardDir, 'index.html'), '<title>page</title>')
  await writeFile(join(dashboardDir, 'assets', 'index-a1b2c3.js'), 'run()')
})
afterAll(() => rm(dashboardDir, { recursive: true }))

const served = (path: string, init?: RequestInit) => testApp({ config: { dashboardDir } }).app.request(path, init)

test('the page is asked for anew each time, and what it loads is kept for good', async () => {
  const page = await served('/')
  expect([await page.text(), page.headers.get('cache-control')]).toEqual(['<title>page</title>', 'no-cache'])
  expect(page.headers.get('content-type')).toContain('text/html')
  const script = await served('/assets/index-a1b2c3.js')
  expect(script.headers.get('cache-control')).toBe('public, max-age=31536000, immutable')
  expect(script.headers.get('content-type')).toContain('javascript')
})

test.each(['/assets/gone.js', '/../package.json', '/assets/..%2f..%2fpackage.json', '/assets'])(
  'a file that is not of the page is no page: %s',
  async (path) => {
    const answer = await served(path)
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ errorCode: 'NOT_FOUND' })
  },
)

test('every answer forbids what a page of ours never needs', async () => {
  for (const path of ['/', '/assets/index-a1b2c3.js', '/api/kinds', '/api/none', '/api/docs', '/healthz']) {
    const { headers } = await served(path)
    expect(headers.get('content-security-policy')).toContain("default-src 'self'")
    expect(headers.get('content-security-policy')).not.toMatch(/unsafe|\*/)
    expect(headers.get('x-content-type-options')).toBe('nosniff')
    expect(headers.get('x-frame-options')).toBe('DENY')
    expect(headers.get('referrer-policy')).toBe('no-referrer')
  }
})

test('what the API answers is not kept by anybody', async () => {
  expect((await served('/api/kinds')).headers.get('cache-control')).toBe('no-store')
})

test('another page can read nothing: no answer allows its origin', async () => {
  const headers = { origin: 'https://elsewhere.example', 'access-control-request-method': 'POST' }
  const answer = await served('/api/plan', { method: 'OPTIONS', headers })
  expect(answer.headers.get('access-control-allow-origin')).toBeNull()
  expect(answer.headers.get('cross-origin-resource-policy')).toBe('same-origin')
})

test('without a dashboard the API answers alone', async () => {
  const { app } = testApp()
  expect((await app.request('/')).status).toBe(404)
  expect(await (await app.request('/healthz')).json()).toEqual({ status: 'ok' })
})
