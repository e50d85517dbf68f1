import { expect, test } from 'vitest'
import type { Batch } from '../model/batch.ts'
import { RowObjects } from './row-objects.ts'

const batchOf = (...ids: number[]): Batch => ({
  entity: 'things',
  firstRow: 0,
  length: ids.length,
  columns: [{ name: 'id', vector: { type: 'int', length: ids.length, values: Float64Array.from(ids) } }],
})

async function* batches(closed: () => void = () => {}): AsyncGenerator<Batch> {
  try {
    yield batchOf(1, 2)
    yield batchOf()
    yield batchOf(3)
  } finally {
    closed()
  }
}

test('the rows of all batches come in order, empty ones between them', async () => {
  const rows: unknown[] = []
  for await (const row of new RowObjects(batches())) rows.push(row)
  expect(rows).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }])
})

test('who asks without waiting gets the rows in the order of asking, and then the end, again and again', async () => {
  const rows = new RowObjects(batches())
  const asked = await Promise.all(Array.from({ length: 5 }, () => rows.next()))
  expect(asked.map(({ value }) => value)).toEqual([{ id: 1 }, { id: 2 }, { id: 3 }, undefined, undefined])
  expect(await rows.next()).toEqual({ done: true, value: undefined })
})

test('leaving the loop ends the batches', async () => {
  let closed = false
  for await (const row of new RowObjects(
    batches(() => {
      closed = true
    }),
  )) {
    expect(row).toEqual({ id: 1 })
    break
  }
  expect(closed).toBe(true)
})

test('what a batch throws reaches who asked, and the end follows', async () => {
  async function* failing(): AsyncGenerator<Batch> {
    yield batchOf(1)
    throw new Error('no more')
  }
  const rows = new RowObjects(failing())
  await rows.next()
  await expect(rows.next()).rejects.toThrow('no more')
  expect(await rows.next()).toEqual({ done: true, value: undefined })
})
