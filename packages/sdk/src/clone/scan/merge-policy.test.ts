import { expect, test } from 'vitest'
import type { MaskingPolicy } from '../../anonymize/policy.ts'
import { mergePolicy } from './merge-policy.ts'
import { policyOf } from './policy-of.ts'
import { scanFile } from './scan-file.ts'

async function* pieces(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text)
}

const scanOf = (...columns: readonly string[]) =>
  scanFile(
    'csv',
    pieces(
      [
        columns.join(','),
        ...Array.from({ length: 40 }, (_, at) => columns.map((name) => `${name}${at}@mail.example`).join(',')),
      ].join('\n'),
    ),
    { entity: 'people' },
  )

const scan = await scanOf('email', 'work_mail')
const decided: MaskingPolicy = {
  ...policyOf(scan),
  tables: {
    people: {
      group: 'guests',
      columns: { email: { transform: 'constant', options: { value: 'x' } }, work_mail: 'keep' },
    },
  },
}

test('what people decided stays, and a kept column that looks personal is named', () => {
  const { policy, notes } = mergePolicy(decided, scan)
  expect(policy.tables).toEqual(decided.tables)
  expect(policy.undecided).toEqual({})
  expect(notes).toEqual([expect.stringMatching(/^people\.work_mail is kept, and it looks like e-mail address/)])
})

test('a new column is undecided, however sure the scan is, with what it suggests', async () => {
  const { policy, notes } = mergePolicy(decided, await scanOf('email', 'work_mail', 'home_mail'))
  expect(policy.undecided['people.home_mail']).toMatchObject({ suggestions: [{ transform: 'email' }, 'keep'] })
  expect(policy.tables.people?.columns).not.toHaveProperty('home_mail')
  expect(policy.transforms).toHaveProperty('email')
  expect(notes).toContain('people.home_mail is new, and undecided')
})

test('what is gone is dropped, with a note', async () => {
  const { policy, notes } = mergePolicy(decided, await scanOf('email'))
  expect(policy.tables.people).toEqual({
    group: 'guests',
    columns: { email: { transform: 'constant', options: { value: 'x' } } },
  })
  expect(notes).toEqual(['people.work_mail is gone; its decision was dropped'])
})

test('a question that was open stays open without being new', () => {
  const open = {
    ...decided,
    undecided: { 'people.work_mail': { why: 'x', suggestions: [] } },
    tables: { people: { columns: { email: 'keep' } } },
  } as const
  const { policy, notes } = mergePolicy(open, scan)
  expect(Object.keys(policy.undecided)).toEqual(['people.work_mail'])
  expect(notes.filter((note) => note.includes('is new'))).toEqual([])
})

test('pinned versions stay as they were, and what is not used any more is not pinned', () => {
  const old = { ...decided, transforms: { constant: 7, phone: 3 } }
  expect(mergePolicy(old, scan).policy.transforms).toEqual({ constant: 7 })
})

test('merged with itself, a scan changes nothing', () => {
  const policy = policyOf(scan)
  expect(mergePolicy(policy, scan)).toEqual({ policy, notes: [] })
})
