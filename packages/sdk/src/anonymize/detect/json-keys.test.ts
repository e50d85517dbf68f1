import { describe, expect, test } from 'vitest'
import { column, schemaOf, table } from '../policy/example-schema.ts'
import { detectTable } from './detect-table.ts'
import { judge } from './judge.ts'

const names = ['Ada Byron', 'Bob Stone', 'Emma Clark', 'John Smith', 'Mary Jones', 'Peter Miller', 'Anna Brown']
function verdictOf(documents: readonly unknown[]) {
  const of = table('public.notes', [column('doc', { kind: 'scalar', form: 'json' })])
  const samples = new Map([['doc', documents.map((one) => JSON.stringify(one))]])
  const detected = new Map([[of.name, { columns: detectTable(of, samples), unread: undefined }]])
  return judge(schemaOf(of), detected).get(of.name)?.columns[0]
}

describe('keys of JSON that are data', () => {
  const mail = (i: number) => `${names[i % 7]!.toLowerCase().replace(' ', '.')}${i}@corp.example`
  test.each([
    [
      'in every document another one',
      Array.from({ length: 20 }, (_, i) => ({ shares: { [mail(i)]: { read: true } } })),
    ],
    ['all in one document', [{ shares: Object.fromEntries([1, 2, 3, 4, 5].map((i) => [mail(i), { read: true }])) }]],
    ['many', [{ shares: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [mail(i), { read: true }])) }]],
  ])('addresses are found and masked, and none of them is shown: %s', (_, documents) => {
    const found = verdictOf(documents)
    expect(found?.verdict).toMatchObject({ kind: 'mask', decision: { options: { paths: { '$.shares.*~': 'email' } } } })
    expect(JSON.stringify(found)).not.toContain('corp.example')
  })

  test('names of people are found, and none of them is shown', () => {
    const found = verdictOf(names.map((name) => ({ team: { [name]: 3 } })))
    expect(found?.findings.map(({ path }) => path)).toContain('$.team.*~')
    expect(JSON.stringify(found)).not.toMatch(/Byron|Stone|Clark/)
  })

  test('names of places in objects stay what they are', () => {
    const found = verdictOf(Array.from({ length: 20 }, (_, i) => ({ mail: mail(i), 'First Name': 'Ada', n: i })))
    expect(found?.verdict).toMatchObject({ kind: 'mask', decision: { options: { paths: { '$.mail': 'email' } } } })
    expect(JSON.stringify(found)).not.toContain('*~')
  })
})
