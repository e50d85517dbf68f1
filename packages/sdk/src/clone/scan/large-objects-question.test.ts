import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import { parsePolicy } from '../../anonymize/policy/parse-policy.ts'
import { policyText } from '../../anonymize/policy/policy-text.ts'
import type { MaskingPolicy } from '../../anonymize/policy.ts'
import { exampleKey } from '../../anonymize/transforms/example-setting.ts'
import { connect } from '../../database/connect.ts'
import { mergePolicy } from './merge-policy.ts'
import { policyOf } from './policy-of.ts'
import type { Scan } from './scan.ts'
import { scanSource } from './scan-source.ts'

const url = await testDatabase('scan_large_objects')
let before: Scan
let scan: Scan

beforeAll(async () => {
  await using database = await connect(url)
  await database.execute('create table photos (id int primary key, image oid)')
  ;({ scan: before } = await scanSource(url, { waivers: ['source-can-write'] }))
  await database.execute(`select lo_from_bytea(0, convert_to('zyzzyva ' || i, 'UTF8')) from generate_series(1, 3) i`)
  ;({ scan } = await scanSource(url, { waivers: ['source-can-write'] }))
})
afterAll(async () => {
  await using database = await connect(url)
  await database.execute('select lo_unlink(oid) from pg_largeobject_metadata')
})

/** As if people had answered all that was asked of columns. */
function answered(policy: MaskingPolicy): MaskingPolicy {
  const { largeObjects } = policy.undecided
  const undecided = largeObjects === undefined ? {} : { largeObjects }
  return { ...policy, undecided, tables: { 'public.photos': { columns: { id: 'keep', image: 'keep' } } } }
}

const refused = (policy: MaskingPolicy) =>
  failure((async () => compilePolicy(policy, scan.schema, { key: exampleKey('objects') }))())

describe('large objects', () => {
  test('are asked about on top, with the answers that a policy takes', () => {
    const policy = policyOf(scan)
    expect(policy.undecided.largeObjects).toEqual({
      why: 'the source holds 3 large objects, and nobody knows what is in them',
      suggestions: ['empty', { transform: 'file' }, { keep: { reason: '…', by: '…' } }],
    })
    expect(policy.transforms).toHaveProperty('file')
    expect(parsePolicy(policyText(policy))).toEqual(policy)
    expect(policyText(policy)).not.toContain('zyzzyva')
    expect(policyOf(before).undecided).not.toHaveProperty('largeObjects')
  })

  test('keep everything from being read until the question is answered, and no longer', async () => {
    const open = answered(policyOf(scan))
    const { code, message, hint } = await refused(open)
    expect(code).toBe('POLICY_INCOMPLETE')
    expect(message).toContain('largeObjects')
    expect(hint).toContain('Beside "tables":\n    "largeObjects": "empty"')
    expect((await refused({ ...open, largeObjects: 'empty' })).message).toContain('stands there still')
    for (const answer of policyOf(scan).undecided.largeObjects?.suggestions ?? []) {
      const text = JSON.stringify({ ...open, undecided: {}, largeObjects: answer })
      const compiled = compilePolicy(parsePolicy(text), scan.schema, { key: exampleKey('objects') })
      expect(compiled.largeObjects).toBeDefined()
    }
  })

  test('scanned again: what was decided stays, what is new is asked, and a question about nothing is dropped', () => {
    const old = answered(policyOf(before))
    const asked = mergePolicy(old, scan)
    expect(asked.policy.undecided).toHaveProperty('largeObjects')
    expect(asked.notes).toEqual(['largeObjects are new, and undecided'])
    expect(mergePolicy(asked.policy, scan)).toEqual({ policy: asked.policy, notes: [] })
    const decided: MaskingPolicy = { ...old, largeObjects: { transform: 'file' }, transforms: { file: 1 } }
    expect(mergePolicy(decided, scan)).toEqual({ policy: decided, notes: [] })
    expect(mergePolicy(asked.policy, before)).toMatchObject({
      policy: { undecided: {} },
      notes: ['largeObjects are gone; the question was dropped'],
    })
  })
})
