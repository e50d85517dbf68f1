import { once } from 'node:events'
import { get, type IncomingMessage } from 'node:http'
import { setTimeout as pause } from 'node:timers/promises'
import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { listen } from '../listen.ts'
import { answerOfLines } from './body-of-lines.ts'
import type { ApiEnv } from './caller.ts'

const line = Buffer.from(`{"text":"${'x'.repeat(1000)}","exact":1.0}\n`)
const lines = Array.from({ length: 6000 }, () => line)
const ends = lines.map((_, i) => (i + 1) * line.length)
const expected = `{"of":6000,"rows":[${lines.map(() => line.toString().trim()).join(',')}]}`
const app = new Hono<ApiEnv>()
  .get('/many', (c) => answerOfLines(c, { of: lines.length }, { lines, ends }, 200))
  .get('/none', (c) => answerOfLines(c, { of: 0 }, { lines: [], ends: [] }, 201))

async function read(url: string, waitMs: number): Promise<string> {
  const [answer] = (await once(get(url), 'response')) as [IncomingMessage]
  const pieces: Buffer[] = []
  for await (const piece of answer) {
    if (pieces.length === 0) await pause(waitMs)
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString()
}

test('rows stand in the body as they are, to the last byte, however slowly it is taken', async () => {
  const where = { host: '127.0.0.1', port: 0, tls: undefined, proxies: [], insecureHttp: false }
  const { url, close } = await listen(where, app.fetch)
  try {
    const answers = await Promise.all([0, 20, 40].map((waitMs) => read(`${url}/many`, waitMs)))
    for (const answer of answers) expect(answer === expected).toBe(true)
    expect(await read(`${url}/none`, 0)).toBe('{"of":0,"rows":[]}')
  } finally {
    await close()
  }
})

test('within the process it is the same', async () => {
  const answer = await app.request('/many')
  expect(answer.headers.get('content-type')).toBe('application/json')
  expect((await answer.text()) === expected).toBe(true)
})
