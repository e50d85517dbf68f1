import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { type Row, rowsSource } from '../../assess/read/rows-source.ts'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { DataSchema } from '../../model/schema.ts'
import type { Patch } from '../improvement.ts'
import type { RowSource } from '../row-source.ts'
import type { Rule } from '../rules.ts'
import { applyImprovement } from './apply-improvement.ts'
import { type DataPatch, patchedSource } from './patched-source.ts'

const now = new Date('2026-11-29T00:00:00Z')
const e = { entity: 'rows' } as const

async function read(source: RowSource, columns?: readonly string[]): Promise<Record<string, unknown>[]> {
  const rows: Record<string, unknown>[] = []
  const wanted = columns === undefined ? {} : { columns: new Map([['rows', new Set(columns)]]) }
  for await (const batch of source.batches(wanted)) if (batch.entity === 'rows') rows.push(...rowsOf(batch))
  return rows
}

const patched = (data: readonly Row[], patch: DataPatch, schema?: DataSchema) =>
  read(patchedSource(rowsSource({ data, schema }), patch, { now }))

const negative: Rule = { ...e, id: 'range', type: 'range', column: 'a', min: 0 }

test.each<[string, DataPatch, readonly Row[], readonly Row[]]>([
  [
    'fill',
    { ...e, type: 'fill', column: 'a', with: 7, where: 'a is null' },
    [{ a: 1 }, { a: null }],
    [{ a: 1 }, { a: 7 }],
  ],
  ['set-null', { ...e, type: 'set-null', column: 'a', where: 'a < 0' }, [{ a: -1 }, { a: 1 }], [{ a: null }, { a: 1 }]],
  [
    'set-null of what fails a rule',
    { ...e, type: 'set-null', column: 'a', where: { failing: negative } },
    [{ a: '-1' }, { a: 'x' }, { a: '2' }],
    [{ a: null }, { a: null }, { a: '2' }],
  ],
  [
    'replace',
    { ...e, type: 'replace', column: 'a', mapping: { X: 'x' } },
    [{ a: 'X' }, { a: 'y' }, { a: null }],
    [{ a: 'x' }, { a: 'y' }, { a: null }],
  ],
  [
    'fill by what most rows have, of as many by the first',
    { ...e, type: 'fill', column: 'b', with: { by: ['a'] }, where: 'b is null' },
    [
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 1, b: 'y' },
      { a: 1, b: null },
      { a: 2, b: null },
      { a: null, b: null },
    ],
    [
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 1, b: 'y' },
      { a: 1, b: 'y' },
      { a: 2, b: null },
      { a: null, b: null },
    ],
  ],
  [
    'fill where a dependency fails',
    {
      ...e,
      type: 'fill',
      column: 'b',
      with: { by: ['a'] },
      where: { failing: { ...e, id: 'fd', type: 'functionalDependency', columns: ['a'], determines: 'b' } },
    },
    [
      { a: 1, b: 5 },
      { a: 1, b: 6 },
      { a: 2, b: 6 },
      { a: 1, b: null },
    ],
    [
      { a: 1, b: 5 },
      { a: 1, b: 5 },
      { a: 2, b: 6 },
      { a: 1, b: null },
    ],
  ],
  [
    'respell as a list says it, where one of it alone is meant',
    { ...e, type: 'respell', column: 'a', as: ['New York', 'x', 'X'] },
    [{ a: 'new  york ' }, { a: 'x' }, { a: ' X' }, { a: 'z' }, { a: null }],
    [{ a: 'New York' }, { a: 'x' }, { a: ' X' }, { a: 'z' }, { a: null }],
  ],
  [
    'respell as most do, of as many as the first does',
    { ...e, type: 'respell', column: 'a', as: 'most' },
    [{ a: 'rome' }, { a: 'Rome' }, { a: 'Rome' }, { a: 'OSLO' }, { a: 'Oslo' }],
    [{ a: 'Rome' }, { a: 'Rome' }, { a: 'Rome' }, { a: 'OSLO' }, { a: 'OSLO' }],
  ],
  [
    'case of some rows',
    { ...e, type: 'case', column: 'a', to: 'upper', where: 'b = 1' },
    [
      { a: 'x', b: 1 },
      { a: 'y', b: 2 },
    ],
    [
      { a: 'X', b: 1 },
      { a: 'y', b: 2 },
    ],
  ],
  ['trim', { ...e, type: 'trim', column: 'a' }, [{ a: ' x\t' }, { a: 'y z' }], [{ a: 'x' }, { a: 'y z' }]],
  ['case', { ...e, type: 'case', column: 'a', to: 'upper' }, [{ a: 'x' }, { a: 1 }], [{ a: 'X' }, { a: 1 }]],
  [
    'swap',
    { ...e, type: 'swap', columns: ['a', 'b'], where: 'a > b' },
    [
      { a: 2, b: 1 },
      { a: 1, b: 2.5 },
      { a: 3, b: 0.5 },
    ],
    [
      { a: 1, b: 2 },
      { a: 1, b: 2.5 },
      { a: 0.5, b: 3 },
    ],
  ],
  [
    'clamp',
    { ...e, type: 'clamp', column: 'a', min: 0, max: 10.5 },
    [{ a: -1 }, { a: 3 }, { a: 99 }, { a: null }],
    [{ a: 0 }, { a: 3 }, { a: 10.5 }, { a: null }],
  ],
  [
    'clamp of numbers in texts',
    { ...e, type: 'clamp', column: 'a', min: 0 },
    [{ a: '-1' }, { a: 'x' }],
    [{ a: '0' }, { a: 'x' }],
  ],
  [
    'keep-first',
    { ...e, type: 'keep-first', columns: ['a'] },
    [
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { a: null, b: 3 },
      { a: null, b: 4 },
    ],
    [
      { a: 1, b: 1 },
      { a: null, b: 3 },
      { a: null, b: 4 },
    ],
  ],
  [
    'keep-first of whole rows',
    { ...e, type: 'keep-first', columns: [] },
    [
      { a: 1, b: 1 },
      { a: 1, b: 2 },
      { a: 1, b: 1 },
    ],
    [
      { a: 1, b: 1 },
      { a: 1, b: 2 },
    ],
  ],
  [
    'drop-rows',
    { ...e, type: 'drop-rows', where: 'a < 0' },
    [{ a: -1 }, { a: 1 }, { a: null }],
    [{ a: 1 }, { a: null }],
  ],
])('%s', async (_, patch, before, after) => {
  const given = structuredClone(before)
  expect(await patched(before, patch)).toEqual(after)
  // What is patched is what is read: the rows are as they were.
  expect(before).toEqual(given)
})

test('orphans go, and what has no parent to name stays', async () => {
  const data = { rows: [{ p: 1 }, { p: 9 }, { p: null }], parents: [{ id: 1 }] }
  const patch: DataPatch = { ...e, type: 'drop-orphans', columns: ['p'], parent: 'parents', parentColumns: ['id'] }
  expect(await read(patchedSource(rowsSource({ data }), patch, { now }))).toEqual([{ p: 1 }, { p: null }])
})

test('of orphans only those go that the rule is about', async () => {
  const data = {
    rows: [
      { p: 8, a: 1 },
      { p: 9, a: 2 },
    ],
    parents: [{ id: 1 }],
  }
  const rule: Rule = {
    ...e,
    id: 'parent',
    type: 'foreignKey',
    columns: ['p'],
    parent: 'parents',
    parentColumns: ['id'],
    where: 'a = 1',
  }
  const patch: DataPatch = { ...e, type: 'set-null', column: 'p', where: { failing: rule } }
  expect(await read(patchedSource(rowsSource({ data }), patch, { now }))).toEqual([
    { p: null, a: 1 },
    { p: 9, a: 2 },
  ])
})

test('rows keep one numbering over all batches, and reading again gives the same', async () => {
  const batches = [0, 1, 2].map((i) => batchOf('rows', [{ a: i }, { a: -1 }, { a: i }], undefined, i * 3))
  const source: RowSource = {
    name: 'rows',
    async *batches() {
      yield* batches
    },
  }
  const kept = patchedSource(source, { ...e, type: 'keep-first', columns: ['a'] }, { now })
  for (let reading = 0; reading < 2; reading++) {
    const seen: number[][] = []
    for await (const batch of kept.batches()) seen.push([batch.firstRow, batch.length])
    expect(seen).toEqual([
      [0, 2],
      [2, 1],
      [3, 1],
    ])
  }
})

test('columns that nobody asks for are read where the choice needs them', async () => {
  const source = rowsSource({
    data: [
      { a: -1, b: 1 },
      { a: 1, b: 2 },
    ],
  })
  const rows = await read(patchedSource(source, { ...e, type: 'drop-rows', where: { failing: negative } }, { now }), [
    'b',
  ])
  expect(rows.map(({ b }) => b)).toEqual([2])
})

test('only rows that the rule is about are chosen', async () => {
  const where: DataPatch = { ...e, type: 'drop-rows', where: { failing: { ...negative, where: 'b = 1' } } }
  expect(
    await patched(
      [
        { a: -1, b: 1 },
        { a: -1, b: 2 },
      ],
      where,
    ),
  ).toEqual([{ a: -1, b: 2 }])
})

test('what cannot be applied is refused: rows that are known at the end only, a rule that is not there, a change that is none', async () => {
  const rule: Rule = {
    ...e,
    id: 'parent',
    type: 'withinParent',
    columns: ['p'],
    parent: 'parents',
    parentColumns: ['id'],
    time: 't',
    after: 'u',
  }
  await expect(
    patched([{ p: 1, t: '2026-01-01' }], { ...e, type: 'drop-rows', where: { failing: rule } }),
  ).rejects.toMatchObject({ code: 'IMPROVEMENT_UNFIT' })
  const change = (patch: Patch) =>
    failure(
      (async () => applyImprovement({ source: rowsSource({ data: [] }), rules: [negative] }, { patch }, { now }))(),
    )
  expect((await change({ type: 'change-rule', rule: 'gone', change: {} })).code).toBe('IMPROVEMENT_UNFIT')
  expect((await change({ type: 'change-rule', rule: 'range', change: { min: {} } })).code).toBe('IMPROVEMENT_UNFIT')
})
