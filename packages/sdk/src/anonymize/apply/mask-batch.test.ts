import { describe, expect, test } from 'vitest'
import { batchOf } from '../../formats/batch-of-rows.ts'
import { csv } from '../../formats/csv.ts'
import { rowsOf } from '../../formats/row-objects.ts'
import type { Batch } from '../../model/batch.ts'
import { compilePolicy } from '../policy/compile-policy.ts'
import { column, integer, marking, policyOf, schemaOf, table } from '../policy/example-schema.ts'
import type { ColumnDecision } from '../policy.ts'
import { exampleKey } from '../transforms/example-setting.ts'
import { anonymizeBatches } from './anonymize-batches.ts'
import { maskBatch } from './mask-batch.ts'
import { maskRows } from './mask-rows.ts'

const key = exampleKey('secret')
const flip = { ...marking('flip'), mask: () => ({ value: (text: string) => `${BigInt(text) ^ 1n}` }) }
const custom = [marking('mark'), flip]

function maskOf(columns: Readonly<Record<string, ColumnDecision>>, more: Parameters<typeof table>[1] = []) {
  const own = Object.keys(columns).filter((name) => !more.some((one) => one.name === name))
  const t = table('t', [...own.map((name) => column(name)), ...more])
  const compiled = compilePolicy(policyOf({ t: columns }), schemaOf(t), { key, custom })
  const mask = compiled.tables.get('t')
  if (!mask) throw new Error('t has no mask')
  return mask
}

describe('a batch', () => {
  test('masks what is decided so, counts what changed, and passes on what is kept as it is', () => {
    const batch = batchOf('t', [
      { a: 'x', n: 7, kept: 'k' },
      { a: null, n: 8, kept: 'l' },
    ])
    const counts = new Map<string, number>()
    const mask = maskOf({ a: { transform: 'mark' }, n: { transform: 'flip' }, kept: 'keep' }, [column('n', integer)])
    const masked = maskBatch(batch, mask, counts)
    expect(masked.columns[2]?.vector).toBe(batch.columns[2]?.vector)
    expect(rowsOf(masked)).toEqual([
      { a: expect.stringMatching(/^mark\d+:x$/), n: 6, kept: 'k' },
      { a: null, n: 9, kept: 'l' },
    ])
    expect(counts).toEqual(
      new Map([
        ['a', 1],
        ['n', 2],
      ]),
    )
  })

  test('a column that nobody has decided about ends it', () => {
    expect(() => maskBatch(batchOf('t', [{ a: 'x', b: 1 }]), maskOf({ a: 'keep' }))).toThrow(
      expect.objectContaining({ code: 'POLICY_INCOMPLETE', at: 't.b' }),
    )
  })

  test('a mask that was lost on the way lets nothing through', () => {
    const mask = maskOf({ a: { transform: 'mark' } })
    const lost = { ...mask, columns: mask.columns.map((one) => ({ ...one, mask: undefined })) }
    expect(() => maskBatch(batchOf('t', [{ a: 'x' }]), lost)).toThrow(
      expect.objectContaining({ code: 'POLICY_INCOMPLETE' }),
    )
  })

  test('a mask reads the other values of its row as they were before', () => {
    const waiver = { reason: 'r', by: 'b' }
    const mask = maskOf({ a: { transform: 'mark', when: "b = 'yes'", waiver }, b: { transform: 'mark' } })
    const masked = rowsOf(
      maskBatch(
        batchOf('t', [
          { b: 'yes', a: '1' },
          { b: 'no', a: '1' },
        ]),
        mask,
      ),
    )
    expect(masked.map(({ a }) => a)).toEqual([expect.stringMatching(/^mark/), '1'])
  })
})

test('rows keep the names that they have, and kept values are the very ones that were given', () => {
  const when = new Date()
  const rows = [{ a: 'x', when }, { when, a: undefined }, { when: null }]
  const masked = maskRows(rows, maskOf({ a: { transform: 'mark' }, when: 'keep' }))
  expect(masked[0]?.when).toBe(when)
  expect(masked.map((row) => Object.keys(row))).toEqual([['a', 'when'], ['when', 'a'], ['when']])
  expect(masked[0]?.a).toMatch(/^mark/)
  expect(masked[1]?.a).toBeUndefined()
})

describe('batches of a file', () => {
  async function* fileOf(text: string, batchRows = 2): AsyncGenerator<Batch> {
    async function* bytes() {
      yield new TextEncoder().encode(text)
    }
    yield* csv.decode!(bytes(), { entity: 't', batchRows })
  }

  async function masked(text: string, columns: Readonly<Record<string, ColumnDecision>>, options: object = {}) {
    const found = await anonymizeBatches(fileOf(text), policyOf({ t: columns, other: { x: 'keep' } }), {
      key,
      custom,
      ...options,
    })
    const rows: unknown[] = []
    if (found) for await (const batch of found.batches) rows.push(...rowsOf(batch))
    return {
      rows,
      counts: found?.masked,
      kinds: found?.policy.tables.get('t')?.table.columns.map(({ value }) => value),
    }
  }

  test('columns without a decision refuse the file before a row is passed on', async () => {
    await expect(masked('a,b\n1,2\n', { a: 'keep' })).rejects.toMatchObject({
      code: 'POLICY_INCOMPLETE',
      message: expect.stringContaining('t.b'),
    })
  })

  test('texts are read as what they look like where the transform takes that, so that they are masked as in a database', async () => {
    const { rows, kinds, counts } = await masked('n,price,note\n7,1.50,hi\n8,2.00,\n9,3.25,x\n', {
      n: { transform: 'flip' },
      price: { transform: 'redact' },
      note: { transform: 'redact' },
    })
    expect(kinds).toMatchObject([{ form: 'integer' }, { form: 'decimal', scale: 2 }, { form: 'text' }])
    expect(rows).toEqual([
      { n: '6', price: '0.00', note: '**' },
      { n: '9', price: '0.00', note: null },
      { n: '8', price: '0.00', note: '*' },
    ])
    expect(Object.fromEntries(counts ?? [])).toEqual({ n: 3, price: 3, note: 2 })
  })

  test('a later value that is not of the type ends it, without the value; said to be text, it passes', async () => {
    const text = 'n\n7\n8\nnever mind\n'
    const error = await masked(text, { n: { transform: 'redact' } }).catch((thrown: unknown) => thrown)
    expect(error).toMatchObject({ code: 'MASKING_FAILED', at: 't.n' })
    expect(JSON.stringify(error)).not.toContain('never mind')
    const { rows } = await masked(text, { n: { transform: 'redact' } }, { forms: { n: 'text' } })
    expect(rows.at(-1)).toEqual({ n: '**********' })
  })

  test('decisions about columns that a file does not have do no harm', async () => {
    expect((await masked('a\nx\n', { a: 'keep', gone: { transform: 'mark' } })).rows).toEqual([{ a: 'x' }])
  })

  test('without a row there is nothing to mask', async () => {
    expect(await anonymizeBatches(fileOf('a,b\n'), policyOf({ t: {} }))).toBe(null)
  })
})

test('a demand of privacy is held against what comes out, and ends it where it does not hold', async () => {
  async function* batches() {
    yield batchOf('t', [{ zip: '1' }, { zip: '1' }, { zip: '1' }])
    yield batchOf('t', [{ zip: '2' }], undefined, 3)
  }
  const demanding = (k: number) => ({
    ...policyOf({ t: { zip: 'keep' } }),
    privacy: [{ table: 't', quasiIdentifiers: ['zip'], k }],
  })
  const drained = async (k: number) => {
    const found = await anonymizeBatches(batches(), demanding(k), { key })
    let rows = 0
    for await (const batch of found?.batches ?? []) rows += batch.length
    return rows
  }
  expect(await drained(1)).toBe(4)
  await expect(drained(2)).rejects.toMatchObject({
    code: 'PRIVACY_UNMET',
    message: expect.stringContaining('1 rows are in groups'),
  })
})
