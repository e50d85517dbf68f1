import { existsSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { deadRun } from '../../test/dead-run.ts'
import { testShop } from '../../test/test-shop.ts'
import type { ContextEvent } from './context-event.ts'
import { DatabaseContextManager } from './database-context-manager.ts'

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
