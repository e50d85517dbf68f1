import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { scratch, shop, understudyHere } from './understudy.ts'

const folder = await scratch()
await mkdir(join(folder, 'a folder'))
await writeFile(join(folder, 'broken.json'), '{\n  "entities": [\n    { "name": "a", }\n  ]\n}')
await writeFile(join(folder, 'cut.json'), '{ "entities": [')
await writeFile(
  join(folder, 'unknown-kind.json'),
  '{ "entities": [{ "name": "a", "fields": [{ "name": "b", "kind": "emial" }] }] }',
)
await writeFile(
  join(folder, 'everything-wrong.json'),
  '{ "entities": [{ "name": "a", "fields": [{ "name": "b", "type": "txt" }] }, { "nam": "c" }], "relationships": 5 }',
)

const to = ['--out', 'out.ndjson']
const file = ['generate', '--schema']

test.each<[string, readonly string[], number, RegExp]>([
  ['nothing to make', ['generate', ...to], 2, /USAGE.*--schema FILE and --from URL/],
  ['nowhere to put it', [...file, shop], 2, /USAGE[\s\S]*--out PATH/],
  ['both goals', [...file, shop, ...to, '--into', 'sqlite:x.db'], 2, /USAGE/],
  ['0 rows', [...file, shop, '--rows', '0', ...to], 2, /COUNT_INVALID[\s\S]*--rows 0/],
  ['negative rows', [...file, shop, '--rows=-5', ...to], 2, /COUNT_INVALID/],
  ['half a row', [...file, shop, '--rows', '1.5', ...to], 2, /COUNT_INVALID/],
  ['no number', [...file, shop, '--rows', 'many', ...to], 2, /COUNT_INVALID/],
  [
    'an unknown table',
    [...file, shop, '--rows', 'custmers=5', ...to],
    2,
    /TABLE_UNKNOWN[\s\S]*custmers[\s\S]*customers/,
  ],
  ['an unknown option', [...file, shop, '--frmat', 'csv'], 2, /USAGE.*--frmat[\s\S]*Did you mean --format/],
  ['an unknown command', ['genrate'], 2, /USAGE.*genrate[\s\S]*Did you mean generate/],
  ['an unknown format', [...file, shop, '--format', 'yaml', ...to], 2, /FORMAT_UNKNOWN[\s\S]*ndjson/],
  ['an unknown locale', [...file, shop, '--locale', 'xx', ...to], 2, /LOCALE_UNKNOWN/],
  [
    'an unknown quality level',
    [...file, shop, '--quality-level', 'best', ...to],
    2,
    /USAGE[\s\S]*basic, standard, premium/,
  ],
  ['partition 9 of 8', [...file, shop, '--partition', '9/8', ...to], 2, /PARTITION_INVALID/],
  ['no workers', [...file, shop, '--workers', '0', ...to], 2, /USAGE.*workers/],
  ['several entities in one CSV', [...file, shop, '--format', 'csv', '--out', '-'], 2, /FORMAT_UNSUPPORTED/],
  ['an unknown URL', ['generate', '--from', 'mysql://x', ...to], 2, /URL_INVALID/],
  [
    'a missing file',
    [...file, 'missing.json', ...to],
    1,
    /SCHEMA_UNREADABLE: missing\.json: no such file[\s\S]*hint {2}Check the path/,
  ],
  ['broken JSON', [...file, 'broken.json', ...to], 1, /SCHEMA_UNREADABLE[\s\S]*broken\.json:3:20/],
  ['JSON that ends too soon', [...file, 'cut.json', ...to], 1, /SCHEMA_UNREADABLE[\s\S]*cut\.json:1:16/],
  ['an unknown kind', [...file, 'unknown-kind.json', ...to], 1, /KIND_UNKNOWN[\s\S]*emial[\s\S]*email/],
  ['more than fits', [...file, shop, '--rows', 'customers=3,products=3,reviews=100000', ...to], 1, /CAPACITY_EXCEEDED/],
  [
    'a folder that is not there',
    [...file, shop, '--out', 'no/such/folder/x.ndjson'],
    1,
    /WRITE_FAILED[\s\S]*no such file[\s\S]*stands nothing/,
  ],
  [
    'a folder where a file must be',
    [...file, shop, '--format', 'ndjson', '--out', 'a folder'],
    1,
    /WRITE_FAILED[\s\S]*is a folder/,
  ],
  [
    'a server that is not there',
    ['generate', '--from', 'postgres://me:geheim@127.0.0.1:1/x', ...to],
    1,
    /CONNECTION_FAILED/,
  ],
  ['a SQLite file that is not there', ['generate', '--from', 'sqlite:none.db', ...to], 1, /none\.db/],
])('%s: one clear error with code and fix, and nothing written', async (_what, args, code, says) => {
  const before = await readdir(folder)
  const ended = await understudyHere(args, { cwd: folder })
  expect([ended.code, ended.stderr]).toEqual([code, expect.stringMatching(says)])
  expect(ended.stdout + ended.stderr).not.toMatch(/geheim|\n\s+at .*:\d+:\d+\)/)
  expect(await readdir(folder)).toEqual(before)
})

test('every problem of a schema is listed at once', async () => {
  const { code, stderr } = await understudyHere(['generate', '--schema', 'everything-wrong.json', ...to], {
    cwd: folder,
  })
  expect([code, stderr.match(/^ {2}- /gm)?.length ?? 0]).toEqual([1, expect.any(Number)])
  expect(stderr).toMatch(/SCHEMA_INVALID/)
  for (const place of ['type', 'entities[1]', 'relationships']) expect(stderr).toContain(place)
})

test('--json makes one document of an error, of the command line too', async () => {
  for (const args of [
    ['generate', '--json'],
    ['generate', '--nonsense', '--json'],
    ['generate', '--schema', 'missing.json', '--out', 'x', '--json'],
  ]) {
    const { stdout, stderr } = await understudyHere(args, { cwd: folder })
    expect(JSON.parse(stdout)).toMatchObject({
      ok: false,
      errorCode: expect.any(String),
      suggestedActions: expect.any(Array),
    })
    expect(stderr).toBe('')
  }
})

test.each([
  'generate',
  'serve',
  'init',
  'doctor',
  'load',
  'kinds',
  'schema',
  'schema show',
  'schema compare',
  'schema migrate',
  'schema apply',
  'testkit',
  'testkit migrations',
])('%s --help shows examples', async (command) => {
  const { code, stdout } = await understudyHere([...command.split(' '), '--help'])
  expect([code, stdout]).toEqual([0, expect.stringMatching(new RegExp(`Examples:\\n {2}\\$ understudy ${command}`))])
})

test('a dry run shows the plan and writes nothing', async () => {
  const { code, stdout } = await understudyHere(['generate', '--schema', shop, '--rows', '10', '--dry-run', '--json'], {
    cwd: folder,
  })
  expect([code, JSON.parse(stdout)]).toEqual([
    0,
    expect.objectContaining({
      ok: true,
      dryRun: true,
      entities: expect.arrayContaining([expect.objectContaining({ name: 'customers', rows: 10 })]),
    }),
  ])
})

test('kinds lists every kind with an example, one with several, and an unknown one with its neighbour', async () => {
  const all = JSON.parse((await understudyHere(['kinds', '--json'])).stdout).kinds
  expect(all.length).toBeGreaterThanOrEqual(60)
  expect((await understudyHere(['kinds', 'iban'])).stdout).toMatch(/IBAN|bank account[\s\S]*\n {2}[A-Z]{2}\d\d/)
  const unknown = await understudyHere(['kinds', 'ibna'])
  expect([unknown.code, unknown.stderr]).toEqual([1, expect.stringMatching(/KIND_UNKNOWN[\s\S]*iban/)])
})

test('init writes a configuration and a schema that generate reads, and never over what is there', async () => {
  const home = join(folder, 'a folder')
  const first = await understudyHere(['init'], { cwd: home })
  expect([first.code, await readdir(home)]).toEqual([0, ['understudy.config.json', 'understudy.schema.json']])
  const made = await understudyHere(['generate', '--schema', 'understudy.schema.json', '--out', '-'], { cwd: home })
  expect([made.code, made.stdout.split('\n').length > 100]).toEqual([0, true])

  await writeFile(join(home, 'understudy.schema.json'), 'mine')
  const second = await understudyHere(['init'], { cwd: home })
  expect([second.code, second.stderr]).toEqual([1, expect.stringMatching(/FILE_EXISTS[\s\S]*--force/)])
  expect(await readFile(join(home, 'understudy.schema.json'), 'utf8')).toBe('mine')
  expect((await understudyHere(['init', '--force'], { cwd: home })).code).toBe(0)
  expect(await readFile(join(home, 'understudy.schema.json'), 'utf8')).not.toBe('mine')
})
