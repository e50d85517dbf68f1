import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deadRun } from '../../test/dead-run.ts'
import { testShop } from '../../test/test-shop.ts'
import { sweep } from '../ledger/sweep.ts'
import type { ContextEvent } from './context-event.ts'
import { DatabaseContextManager } from './database-context-manager.ts'
import { sweepOnce } from './sweep-once.ts'

test('the first setup begins to remove what dead runs left, tells it, and a sweep that fails fails no test', async () => {
  const shop = await testShop('sqlite')
  const left = await mkdtemp(join(tmpdir(), 'understudy-left-'))
  await writeFile(join(left, 'rows.db'), '')
  const folder = join(shop.folder, 'ledger')
  await deadRun(folder, [{ kind: 'path', path: left }])
  const events: ContextEvent[] = []
  const config = {
    database: { url: shop.url },
    ledger: { folder },
    onEvent: (event: ContextEvent) => void events.push(event),
  }
  {
    await using manager = new DatabaseContextManager({ environment: {} })
    for (const _ of [1, 2]) await (await manager.setupContext('database', config)).cleanup('passed')
  }
  expect(existsSync(left)).toBe(false)
  expect(events.filter(({ type }) => type === 'swept')).toEqual([
    expect.objectContaining({ type: 'swept', removed: 1, left: 0 }),
  ])

  await writeFile(join(shop.folder, 'no-folder'), '')
  await using manager = new DatabaseContextManager({ environment: {} })
  const context = await manager.setupContext('database', {
    ...config,
    ledger: { folder: join(shop.folder, 'no-folder') },
  })
  expect((await context.cleanup('passed')).complete).toBe(true)
})

test('a sweep that somebody keeps waiting does not keep the run, and what it did not remove stays noted', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'understudy-ledger-'))
  await deadRun(folder, [
    { kind: 'production', baseUrl: 'http://localhost:1', basePath: '/api/test/', testId: 'test-1' },
  ])
  let ended = false
  const stop = sweepOnce({
    folder,
    production: (_, { signal }) => {
      signal?.addEventListener('abort', () => (ended = true))
      return new Promise(() => {})
    },
    emit: () => {},
  })
  await stop?.()
  expect(stop).toBeDefined()
  expect(ended).toBe(true)
  // The sweep that hangs has it until this process is over.
  expect((await sweep({ folder, dryRun: true })).elsewhere).toHaveLength(1)
})
