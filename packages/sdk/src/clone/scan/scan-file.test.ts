import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { maskRows } from '../../anonymize/apply/mask-rows.ts'
import { readMaskingKey } from '../../anonymize/key/read-masking-key.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import type { FormatName } from '../../formats/formats.ts'
import { generateData } from '../../generate/generate-data.ts'
import { policyOf } from './policy-of.ts'
import { scanFile } from './scan-file.ts'

async function* pieces(...texts: readonly (string | Uint8Array)[]): AsyncGenerator<Uint8Array> {
  for (const text of texts) yield Buffer.from(text)
}

const people = Array.from({ length: 400 }, (_, at) => ({
  id: at,
  c1: `zyzzyva${at}@mail.example`,
  total: ((at * 7) % 50) / 2,
  tags: [`other${at}@mail.example`],
}))
const lines = (rows: readonly object[]): string => rows.map((row) => JSON.stringify(row)).join('\n')

const person = { transform: 'email', options: { style: 'person' } } as const

const verdicts = async (format: FormatName, ...texts: readonly (string | Uint8Array)[]) => {
  const scan = await scanFile(format, pieces(...texts), { entity: 'people', samples: 100 })
  const [[name, table] = []] = scan.tables
  return { scan, name, table, of: (column: string) => table?.columns.find((one) => one.name === column)?.verdict }
}

test('a CSV with a mark at its start is read, and rows of all of it are looked at', async () => {
  const plain = Array.from({ length: 3000 }, (_, at) => `${at},nothing`)
  const { name, table, of } = await verdicts(
    'csv',
    `\uFEFFid,c1\n`,
    plain.join('\n'),
    '\n',
    people.map(({ id, c1 }) => `${id},${c1}`).join('\n'),
  )
  expect(name).toBe('people')
  expect(table?.rows).toBeGreaterThanOrEqual(100)
  expect(table?.rows).toBeLessThan(200)
  expect(of('c1')).toMatchObject({ kind: 'undecided', why: expect.stringMatching(/e-mail address: \d+ of \d+ values/) })
})

test.each([
  ['ndjson', lines(people)],
  ['json', JSON.stringify(people)],
] as const)('%s: values and lists are looked into, and no value is told', async (format, text) => {
  const { scan, of } = await verdicts(format, text)
  expect(of('c1')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
  expect(of('tags')).toMatchObject({ kind: 'mask' })
  expect(of('total')?.kind).toBe('undecided')
  expect(JSON.stringify([[...scan.tables], policyOf(scan)])).not.toMatch(/zyzzyva|other\d/)
})

test('Parquet', async () => {
  const schema = { entities: [{ name: 'people', fields: { id: 'sequence', c1: 'email' } }] }
  const bytes: Uint8Array[] = []
  for await (const piece of generateData(schema, { rows: 200, seed: 1, format: 'parquet' }))
    bytes.push(Uint8Array.from(piece))
  const { of } = await verdicts('parquet', ...bytes)
  expect(of('c1')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
  expect(of('id')?.kind).not.toBe('mask')
})

test('entities of one NDJSON are tables of their own', async () => {
  const mixed = people.slice(0, 20).flatMap((row) => [
    { _entity: 'users', mail: row.c1 },
    { _entity: 'logs', word: 'x' },
  ])
  const scan = await scanFile('ndjson', pieces(lines(mixed)), { entityField: '_entity' })
  expect([...scan.tables.keys()].sort()).toEqual(['logs', 'users'])
})

test('columns that come later in a file are aligned with the rows before', async () => {
  const { table } = await verdicts(
    'ndjson',
    lines([
      ...Array.from({ length: 30 }, (_, id) => ({ id })),
      ...people.slice(0, 30).map(({ c1 }) => ({ mail: c1, copy: c1 })),
    ]),
  )
  expect(table?.columns.find(({ name }) => name === 'copy')?.findings[0]).toMatchObject({
    class: 'email',
    evidence: expect.arrayContaining([expect.stringContaining('equals "mail"')]),
  })
})

test('a file that is broken says where', async () => {
  expect((await failure(verdicts('json', '[{"a": 1}, {"a": '))).code).toBe('INPUT_MALFORMED')
})

test.each([
  ['the e-mail address', ['email']],
  ['all that they are called by, where no value is theirs alone', ['first_name', 'last_name', 'birth_date']],
] as const)('rows without a key are known by %s, and each person is one fake person', async (_, subject) => {
  const alone = subject.length === 1
  const rows = Array.from({ length: 60 }, (_, at) => {
    const [first_name, last_name] = [['Zofia', 'Anna', 'Piotr'][at % 3], ['Smith', 'Nowak', 'Braun', 'Moreau'][at % 4]]
    const birth_date = `19${50 + (at % 12)}-03-0${1 + (at % 4)}`
    return { first_name, last_name, birth_date, ...(alone ? { email: `p${at % 12}@mail.example` } : {}) }
  })
  const { scan } = await verdicts('ndjson', lines(rows))
  const policy = policyOf(scan)
  expect(policy.tables.people?.subject).toEqual(subject)
  const key = readMaskingKey('q3mGzVn7c1rS0pXh5wKb8dEaLyTfUoJi2NQk4RvM6Cs=')
  const columns = { ...policy.tables.people?.columns, ...(alone ? { email: person } : {}) }
  const spelled = { ...policy, tables: { people: { subject, columns } } }
  const mask = compilePolicy(spelled, scan.schema, { key }).tables.get('people')
  const masked = mask ? maskRows(rows, mask) : []
  const people = new Set(masked.map((row) => JSON.stringify(row)))
  expect(people.size).toBe(12)
  expect(new Set(masked.map(({ first_name, last_name }) => `${first_name} ${last_name}`)).size).toBeGreaterThan(10)
  for (const { first_name, last_name, email } of masked)
    if (alone) expect(email).toMatch(new RegExp(`^${first_name}.${last_name}.[a-z0-9]{13}@`, 'i'))
})

test('rows are known by what next to all of them have, and dates are masked as they are written', async () => {
  const rows = Array.from({ length: 40 }, (_, at) => ({
    first_name: ['Zofia', 'Anna', 'Piotr'][at % 3],
    ssn: at % 3 === 0 ? `123-45-67${10 + at}` : null,
    email: `p${at}@mail.example`,
    birthday: `${1 + (at % 12)}/${1 + (at % 28)}/19${50 + at}`,
  }))
  const { table, of } = await verdicts('ndjson', lines(rows))
  expect(of('ssn')).toMatchObject({ kind: 'mask', decision: { transform: 'national-id' } })
  expect(table?.subject).toEqual(['email'])
  expect(of('birthday')).toMatchObject({
    kind: 'mask',
    decision: { transform: 'date-shift', options: { written: 'M/D/YYYY' } },
  })
})

test('a policy for free text beside names compiles as it is, and lets no name of the row through', async () => {
  const rows = ['Zofia Wisniewska', 'Anna Smith', 'Piotr Nowak'].flatMap((name, at) =>
    Array.from({ length: 20 }, (_, more) => ({
      name,
      email: `p${at}.${more}@mail.example`,
      note: `${name.split(' ')[0]} called about order ${more}, and was rather happy with what came.`,
    })),
  )
  const { scan } = await verdicts('ndjson', lines(rows))
  const policy = policyOf(scan)
  expect(policy.undecided).toEqual({})
  const key = readMaskingKey('q3mGzVn7c1rS0pXh5wKb8dEaLyTfUoJi2NQk4RvM6Cs=')
  const mask = compilePolicy(policy, scan.schema, { key }).tables.get('people')
  expect(mask && JSON.stringify(maskRows(rows, mask))).not.toMatch(/Zofia|Anna|Piotr/)
})
