import { readdir, readFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import { expect, test } from 'vitest'
import { Sight } from './sight.ts'

const root = join(import.meta.dirname, '../../..')

async function filesThat(name: RegExp): Promise<string[]> {
  const all = await readdir(root, { recursive: true })
  const found: string[] = []
  for (const file of all) {
    if (!file.endsWith('.ts') || file.endsWith('.test.ts')) continue
    if (name.test(await readFile(join(root, file), 'utf8'))) found.push(relative('', file))
  }
  return found.sort()
}

test('no chunk is opened but as somebody sees it, and these alone see all: they judge, count and copy, and show nobody a row', async () => {
  // Whoever opens a chunk states the sight by its type; what is added here gives rows that nothing masks.
  expect(await filesThat(/\bunmasked\b/)).toEqual([
    'services/customizations/customized-rows.ts',
    'services/datasets/read/sight.ts',
    // An export whose rows were revealed to whoever started it.
    'services/jobs/kinds/export.ts',
    'services/quality/fidelity/assess-version.ts',
    'services/quality/version-source.ts',
  ])
  expect(await filesThat(/\bgetChunk\b/)).toEqual([
    'services/datasets/chunks/chunk.ts',
    'services/datasets/chunks/opened-chunks.ts',
    'services/datasets/compare-versions.ts',
    'services/datasets/read/read-chunks.ts',
  ])
})

test('a mask is text and tells no two rows apart, and a field that is open has none', () => {
  const said = { holds: null, by: 'system', at: '2026-01-02T03:04:05.000Z' }
  const sight = Sight.of([
    { entity: 'users', field: 'ID', mark: 'personal', ...said },
    { entity: 'users', field: 'plan', mark: 'open', ...said },
  ])
  const columns = ['id', 'plan'].map((name) => ({ name, type: 'bigint' }))
  const users = { entity: 'users', rows: 1, columns, primaryKey: ['id'] }
  expect(sight.entity(users)).toMatchObject({ columns: [{ type: 'text' }, { type: 'bigint' }], primaryKey: [] })
  expect(sight.masked(users)).toEqual(['id'])
  expect(sight.entity({ ...users, entity: 'orders' })).toEqual({ ...users, entity: 'orders' })
})
