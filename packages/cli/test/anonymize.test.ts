import { randomBytes } from 'node:crypto'
import { createWriteStream } from 'node:fs'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { expect, test } from 'vitest'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const at = (name: string) => join(folder, name)
const key = randomBytes(32).toString('base64')
const env = { UNDERSTUDY_KEY: key, UNDERSTUDY_KEY_FILE: '' }

const columns = {
  id: { transform: 'key-integer' },
  email: { transform: 'email' },
  note: { transform: 'redact' },
  country: 'keep',
}
const versions = { 'key-integer': 1, email: 2, redact: 1 }
const policy = (more: object = {}, tables: object = { 'public.people': { columns } }) =>
  JSON.stringify({ kind: 'masking-policy', version: 1, transforms: versions, tables, ...more })
await writeFile(at('policy.json'), policy())
const emails = Array.from({ length: 40 }, (_, i) => `person${i}@mail.example`)
const csv = ['id,email,note,country', ...emails.map((email, i) => `${i + 100},${email},"likes, tea ${i}",NL`)].join(
  '\n',
)
await writeFile(at('people.csv'), `${csv}\n`)

const anonymize = (file: string, out: string, ...more: string[]) =>
  understudyHere(['anonymize', at(file), '--rules', at('policy.json'), '--out', out === '-' ? out : at(out), ...more], {
    env,
  })
const text = (name: string) => readFile(at(name), 'utf8')

test('a file is masked column by column, in any format alike, and what became of it is said', async () => {
  const done = await anonymize('people.csv', 'masked.csv', '--report', at('report.json'))
  expect([done.code, done.stderr]).toEqual([0, ''])
  expect(done.stdout).toMatch(/^40 rows of public\.people masked into .*masked\.csv in /)
  expect(done.stdout).toMatch(/email +email +40 values\n[\s\S]*kept as they are: country\n$/)
  const masked = await text('masked.csv')
  for (const email of emails) expect(masked).not.toContain(email)
  expect(masked).not.toMatch(/likes,| tea/)
  expect(masked.split('\n').slice(0, 1)).toEqual(['id,email,note,country'])
  expect(
    new Set(
      masked
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(',')[1]),
    ).size,
  ).toBe(40)
  expect(JSON.parse(await text('report.json'))).toMatchObject({
    kind: 'masking-report',
    table: 'public.people',
    rows: 40,
    masked: [
      { column: 'id', transform: 'key-integer', version: 1, values: expect.any(Number) },
      { column: 'email', values: 40 },
      { column: 'note', values: 40 },
    ],
    kept: ['country'],
    keyId: expect.stringMatching(/^[0-9a-f]{8}$/),
  })

  const rows = (ndjson: string) =>
    ndjson
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line))
  const direct = await anonymize('people.csv', 'direct.ndjson')
  expect(direct.code).toBe(0)
  for (const format of ['json', 'xml', 'parquet']) {
    await writeFile(
      at('all-kept.json'),
      policy({}, { people: { columns: { id: 'keep', email: 'keep', note: 'keep', country: 'keep' } } }),
    )
    const plain = await understudyHere([
      'anonymize',
      at('people.csv'),
      '--rules',
      at('all-kept.json'),
      '--out',
      at(`people.${format}`),
    ])
    expect([plain.code, plain.stderr]).toEqual([0, ''])
    const again = await anonymize(`people.${format}`, `${format}.ndjson`)
    expect([format, again.code, again.stderr]).toEqual([format, 0, ''])
    expect(rows(await text(`${format}.ndjson`))).toEqual(rows(await text('direct.ndjson')))
  }
})

test('a column without a decision keeps everything back, and the lines to add are printed', async () => {
  await writeFile(at('wider.csv'), 'id,email,note,country,born\n1,a@b.example,x,NL,1980-01-01\n')
  const refused = await anonymize('wider.csv', 'wider.out.csv', '--table', 'public.people')
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toContain('error POLICY_INCOMPLETE')
  expect(refused.stderr).toMatch(/"public\.people": \{\s+"columns": \{\s+"born": \{ "transform": "[\w-]+" \}/)
  expect(await readdir(folder)).not.toContain('wider.out.csv')
  expect(refused.stderr).not.toContain('a@b.example')
})

test('rows of several tables are refused with the way to part them, unless the policy knows what names these', async () => {
  const rows = [
    { _entity: 'people', id: 7, country: 'NL' },
    { _entity: 'orders', id: 8 },
  ]
  await writeFile(at('several.ndjson'), rows.map((row) => JSON.stringify(row)).join('\n'))
  const done = await anonymize('several.ndjson', 'several.out.ndjson', '--table', 'public.people')
  expect(done.code).toBe(2)
  expect(done.stderr).toMatch(
    /USAGE.*several\.ndjson say in _entity which table they are of[\s\S]*jq -c 'select\(\._entity == "NAME"\)/,
  )
  await writeFile(at('known.json'), policy({}, { 'public.people': { columns: { ...columns, _entity: 'keep' } } }))
  const known = await understudyHere(
    ['anonymize', at('several.ndjson'), '--rules', at('known.json'), '--out', at('known.ndjson')],
    { env },
  )
  expect([known.code, known.stderr]).toEqual([0, ''])
  expect(await readdir(folder)).not.toContain('several.out.ndjson')
})

test('what goes wrong in the middle leaves nothing, and tells no value', async () => {
  await writeFile(
    at('late.ndjson'),
    [...Array(2100).keys()]
      .map((id) => JSON.stringify({ id, country: 'NL', ...(id === 2050 ? { secret: 'hush' } : {}) }))
      .join('\n'),
  )
  const late = await anonymize('late.ndjson', 'late.out.ndjson', '--table', 'public.people')
  expect(late.code).toBe(1)
  expect(late.stderr).toContain('"secret"')
  expect(late.stderr).not.toContain('hush')
  expect((await readdir(folder)).filter((name) => name.includes('late.out'))).toEqual([])
})

test('a file that is there is replaced only by --force, and the original never', async () => {
  await writeFile(at('there.csv'), 'mine')
  expect(await anonymize('people.csv', 'there.csv')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('FILE_EXISTS'),
  })
  expect(await text('there.csv')).toBe('mine')
  expect((await anonymize('people.csv', 'there.csv', '--force')).code).toBe(0)
  expect(await anonymize('people.csv', 'people.csv', '--force')).toMatchObject({ code: 2 })
  expect(await text('people.csv')).toBe(`${csv}\n`)
})

test('without a key it is wrong usage, with how to make one; --key-file names one', async () => {
  const bare = { env: { UNDERSTUDY_KEY: '', UNDERSTUDY_KEY_FILE: '' } }
  const line = ['anonymize', at('people.csv'), '--rules', at('policy.json'), '--out', '-']
  const missing = await understudyHere(line, bare)
  expect([missing.code, missing.stdout]).toEqual([2, ''])
  expect(missing.stderr).toContain('openssl rand -base64 32')
  await writeFile(at('key'), `${key}\n`)
  const fromFile = await understudyHere([...line, '--key-file', at('key')], bare)
  const fromEnvironment = await anonymize('people.csv', '-')
  expect(fromFile.code).toBe(0)
  expect(fromFile.stdout).toBe(fromEnvironment.stdout)
  for (const { stdout, stderr } of [fromFile, fromEnvironment]) expect(stdout + stderr).not.toContain(key)
})

test('one JSON document by --json; a waiver is printed with what it lets through', async () => {
  const waiver = { reason: 'the team needs it', by: 'ana@example.com', until: '2999-01-01' }
  await writeFile(
    at('waived.json'),
    policy({}, { people: { columns: { ...columns, note: { transform: 'redact', active: false, waiver } } } }),
  )
  const line = ['anonymize', at('people.csv'), '--rules', at('waived.json'), '--out', at('waived.csv')]
  const document = JSON.parse((await understudyHere([...line, '--json'], { env })).stdout)
  expect(document).toMatchObject({ ok: true, command: 'anonymize', waivers: [{ about: 'people.note', ...waiver }] })
  expect(await text('waived.csv')).toContain('tea 7')
  const said = await understudyHere([...line, '--force'], { env })
  expect(said.stdout).toContain('waived: people.note: the team needs it (ana@example.com, until 2999-01-01)')
})

test('what the command line gets wrong is wrong usage', async () => {
  for (const [line, what] of [
    [['people.csv', 'x.csv', '--form', 'id'], 'no column with its form'],
    [['people.csv', 'x.csv', '--table', 'nobody'], 'no table nobody'],
    [['nowhere.csv', 'x.csv', '--table', 'public.people'], 'cannot be read'],
    [['policy.json', 'x.csv', '--format', 'sql'], 'FORMAT_UNSUPPORTED'],
  ] as const) {
    const [file, out, ...more] = line
    expect(await anonymize(file, out, ...more)).toMatchObject({ code: 2, stderr: expect.stringContaining(what) })
  }
})

test('Ctrl-C ends with 130, and the file is not there', async () => {
  async function* many() {
    yield 'id,email,note,country\n'
    for (let i = 0; i < 400; i++) {
      yield Array.from({ length: 1000 }, (_, j) => `${i * 1000 + j},p${i}.${j}@mail.example,tea,NL\n`).join('')
    }
  }
  await pipeline(many, createWriteStream(at('large.csv')))
  const line = [
    'anonymize',
    at('large.csv'),
    '--rules',
    at('policy.json'),
    '--out',
    at('large.out.csv'),
    '--table',
    'public.people',
  ]
  const ended = await understudy(line, {
    env,
    watch: async (kill) => {
      for (let began = false; !began; ) {
        await new Promise((resolve) => setTimeout(resolve, 20))
        began = (await readdir(folder)).some((name) => name.startsWith('.large.out.csv.'))
      }
      kill('SIGINT')
    },
  })
  expect(ended.code).toBe(130)
  expect(ended.stderr).toContain('error CANCELLED')
  expect((await readdir(folder)).filter((name) => name.includes('large.out'))).toEqual([])
})
