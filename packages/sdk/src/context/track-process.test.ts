import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { firstOf } from '../../../../test/full.ts'
import { type TestShop, testShop } from '../../test/test-shop.ts'
import type { Engine } from '../database/adapter.ts'
import { connect } from '../database/connect.ts'

const script = join(import.meta.dirname, '../../test/ended-process.ts')

interface Ended {
  readonly code: number | null
  readonly signal: string | null
  readonly output: string
  readonly errors: string
  readonly url: string
  readonly ledger: string
}

/** A process that ends, signalled when its context is there if that is asked for. */
async function ended(how: string, shop: TestShop, signals: readonly NodeJS.Signals[] = []): Promise<Ended> {
  const child = spawn(process.execPath, [script, how, shop.url, join(shop.folder, how)])
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  child.stdout.on('data', (chunk) => {
    const first = !output.includes('\n')
    output += chunk
    if (first && output.includes('\n')) for (const signal of signals) child.kill(signal)
  })
  const [code, signal] = await exitOf(child)
  return { code, signal, output, errors, url: /ready (.*)/.exec(output)?.[1] ?? '', ledger: join(shop.folder, how) }
}

async function exitOf(child: ChildProcess): Promise<[number | null, string | null]> {
  const [code, signal] = await once(child, 'close')
  return [code, signal]
}

async function nothingIsLeft({ url, ledger }: Ended, shop: TestShop): Promise<void> {
  expect(url).not.toBe('')
  expect(url).not.toBe(shop.url)
  expect(existsSync(ledger) ? readdirSync(ledger).filter((name) => name.endsWith('.ndjson')) : []).toEqual([])
  if (url.startsWith('sqlite')) {
    expect(existsSync(url.replace('sqlite:', ''))).toBe(false)
    return
  }
  await using database = await connect(shop.url)
  const name = new URL(url).pathname.slice(1)
  expect(await database.query('select 1 from pg_database where datname = $1', [name])).toEqual([])
}

describe.each<Engine>(firstOf(1, ['postgres', 'sqlite']))('%s', (engine) => {
  let shop: TestShop
  beforeAll(async () => {
    shop = await testShop(engine, 'ended')
  })

  test('a signal: cleaned up, and ended by it', async () => {
    const end = await ended('signal', shop, ['SIGTERM'])
    expect(end).toMatchObject({ code: null, signal: 'SIGTERM' })
    await nothingIsLeft(end, shop)
  })

  test('an error that nobody catches: cleaned up, and ended by it', async () => {
    const end = await ended('error', shop)
    expect(end.code).toBe(1)
    expect(end.errors).toContain('Error: nobody catches this')
    await nothingIsLeft(end, shop)
  })
})

describe('whatever the database', () => {
  let shop: TestShop
  beforeAll(async () => {
    shop = await testShop('sqlite')
  })

  test.each<NodeJS.Signals>(firstOf(1, ['SIGINT', 'SIGHUP']))('%s: cleaned up, and ended by it', async (signal) => {
    const end = await ended('signal', shop, [signal])
    expect(end).toMatchObject({ code: null, signal })
    await nothingIsLeft(end, shop)
  })

  test('a signal that others listen to is theirs; what was active is cleaned up all the same', async () => {
    const end = await ended('signal with a listener', shop, ['SIGTERM'])
    expect(end).toMatchObject({ code: 7, signal: null })
    expect(end.output.match(/told/g)).toHaveLength(1)
    await nothingIsLeft(end, shop)
  })

  test('a rejection that nobody handles: cleaned up, and ended by it', async () => {
    const end = await ended('rejection', shop)
    expect(end.code).toBe(1)
    expect(end.errors).toContain('Error: nobody awaits this')
    await nothingIsLeft(end, shop)
  })

  test('an error that a runner catches ends no context', async () => {
    const output = expect.stringContaining('active 1')
    expect(await ended('error with a listener', shop)).toMatchObject({ code: 7, output })
  })

  test('after the last cleanup nothing is listened to', async () => {
    const end = await ended('clean', shop)
    expect(end).toMatchObject({ code: 0, output: expect.stringContaining('listeners 0') })
    await nothingIsLeft(end, shop)
  })

  test('a process that has nothing left to do is cleaned up', async () => {
    const end = await ended('nothing left to do', shop)
    expect(end.code).toBe(0)
    await nothingIsLeft(end, shop)
  })
})
