import { describe, expect, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { compilePolicy } from '../../anonymize/policy/compile-policy.ts'
import type { MaskingPolicy } from '../../anonymize/policy.ts'
import { exampleKey } from '../../anonymize/transforms/example-setting.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { connectSqlite } from '../../database/sqlite/connect.ts'
import { openGuardedSource } from '../../safety/open-guarded-source.ts'
import { parseSubset } from '../subset/parse-subset.ts'
import { planSubset } from '../subset/plan-subset.ts'
import { mergePolicy } from './merge-policy.ts'
import { policyOf } from './policy-of.ts'
import type { Scan } from './scan.ts'
import { scanDatabase } from './scan-database.ts'

const url = await testDatabase('scan_references')

/** Of a schema of its own, in which alone it looks. */
async function scanned(script: string): Promise<Scan> {
  await using database = await connect(url)
  await database.execute(`drop schema public cascade; create schema public; ${script}`)
  const definition = await analyzeSchema(database)
  return await database.transaction((session) => scanDatabase(session, definition), { readOnly: true })
}

const verdict = (scan: Scan, table: string, column: string) =>
  scan.tables.get(table)?.columns.find(({ name }) => name === column)?.verdict

const people = `create table users (id int primary key, name text, email text);
  insert into users select i, 'n', 'user' || i || '@mail.example' from generate_series(1, 40) i;
  create table blog_posts (id bigint primary key, title text);
  insert into blog_posts select i, 'a title' from generate_series(1000, 1040) i;
  create table companies (id uuid primary key); insert into companies select gen_random_uuid() from generate_series(1, 9);`

const users = (value: string) => ({ to: 'public.users.id', equals: value })
const posts = (value: string) => ({ to: 'public.blog_posts.id', equals: value })

/** By the name of the column that refers. */
const found = ({ references }: Scan, from: string) =>
  references
    .filter((one) => one.from === from)
    .map(({ to, where }) => ({ to, equals: where?.equals }))
    .sort((a, b) => (a.to < b.to ? 1 : -1))

describe('columns that refer to one table or another, as a column beside them says', () => {
  test.each([
    ['class names', 'User', 'BlogPost'],
    ['classes in modules', 'User', 'Blog::Post'],
    ['classes of a namespace', 'App\\Models\\User', 'App\\Models\\BlogPost'],
    ['names in the singular', 'user', 'blog_post'],
    ['names of tables', 'users', 'blog_posts'],
    ['names with their schema', 'public.users', 'public.blog_posts'],
    ['names without anything between', 'user', 'blogpost'],
  ])('%s', async (_, user, post) => {
    const scan = await scanned(`${people}
      create table comments (id int primary key, commentable_type varchar(80), commentable_id bigint, body text);
      insert into comments select i, case when i % 2 = 0 then '${user}' else '${post}' end,
        case when i % 2 = 0 then i / 2 else 1000 + i / 2 end, 'text' from generate_series(2, 80) i;
      insert into comments values (1, null, null, 'of nothing')`)
    expect(found(scan, 'public.comments.commentable_id')).toEqual([users(user), posts(post)])
    expect(verdict(scan, 'public.comments', 'commentable_type')).toMatchObject({
      kind: 'keep',
      why: 'it says which table "commentable_id" refers to',
    })
    expect(verdict(scan, 'public.comments', 'commentable_id')).toMatchObject({
      kind: 'keep',
      why: expect.stringContaining('which are kept'),
    })
    expect(JSON.stringify(policyOf(scan))).not.toContain('of nothing')
  })

  test('however they are named, as labels of an enum, and as text where keys are of many types', async () => {
    const scan = await scanned(`${people}
      create type kind as enum ('User', 'BlogPost', 'Company');
      create table "Attachments" (id int primary key, "ownerKind" kind not null, "ownerId" text not null);
      insert into "Attachments" select i, 'User', i::text from generate_series(1, 9) i;
      insert into "Attachments" select i, 'BlogPost', (990 + i)::text from generate_series(10, 19) i;
      insert into "Attachments" select 20 + row_number() over (), 'Company', id::text from companies;
      create table audit (id int primary key, table_name text, record_id int);
      insert into audit select i, 'users', i from generate_series(1, 20) i`)
    expect(found(scan, 'public.Attachments.ownerId')).toEqual([
      users('User'),
      { to: 'public.companies.id', equals: 'Company' },
      posts('BlogPost'),
    ])
    expect(found(scan, 'public.audit.record_id')).toEqual([users('users')])
  })

  test.each([
    ['a type that is no table', `'User'`, `(array['User', 'Zebra'])[1 + i % 2]`, 'i'],
    ['a type that is a person', `'User'`, `case when i = 7 then 'Ada Byron' else 'User' end`, 'i'],
    ['a namespace that nobody knows', `'User'`, `'Ada\\Byron\\User'`, 'i'],
    ['an id that stands nowhere', `'User'`, `'User'`, 'case when i = 7 then 4000 else i end'],
    ['an id of another type of row', `'User'`, `(array['User', 'BlogPost'])[1 + i % 2]`, 'i'],
    ['an id without a type', `'User'`, `case when i = 7 then null else 'User' end`, 'i'],
    ['too few', `'User'`, `case when i < 3 then 'User' end`, 'case when i < 3 then i end'],
  ])('%s is no reason', async (_, _usual, type, id) => {
    const scan = await scanned(`${people}
      create table comments (id int primary key, commentable_type text, commentable_id bigint);
      insert into comments select i, ${type}, ${id} from generate_series(1, 20) i`)
    expect(scan.references).toEqual([])
    expect(JSON.stringify([[...scan.tables], policyOf(scan)])).not.toMatch(/Zebra|Ada/)
  })

  test('a column that is named after its own table is not what another one says', async () => {
    const scan = await scanned(`${people}
      create table likes (id int primary key, user_id int, object_type text, object_id bigint);
      insert into likes select i, i, 'User', 1 + i % 20 from generate_series(1, 40) i`)
    expect(found(scan, 'public.likes.user_id')).toEqual([{ to: 'public.users.id', equals: undefined }])
    expect(found(scan, 'public.likes.object_id')).toEqual([users('User')])
  })

  test('a table that is locked tells nothing, and is not waited for longer than others', async () => {
    await scanned(`${people}
      create table comments (id int primary key, commentable_type text, commentable_id bigint, user_id int);
      insert into comments select i, 'User', i, i from generate_series(1, 20) i`)
    await using database = await connect(url)
    await using other = await connect(url)
    const definition = await analyzeSchema(database)
    await database.transaction(async (locking) => {
      await locking.query('lock table users in access exclusive mode')
      const scan = await other.transaction((session) => scanDatabase(session, definition, { timeoutMs: 200 }))
      expect(scan.references).toEqual([])
    })
  })

  test('of SQLite too', async () => {
    await using database = await connectSqlite('')
    await database.execute(`create table users (id integer primary key, name text);
      create table posts (id integer primary key, title text);
      create table votes (id integer primary key, votable_type text, votable_id integer);
      with recursive n(i) as (select 1 union all select i + 1 from n where i < 40) insert into users select i, 'n' from n;
      insert into posts select id + 100, 't' from users;
      insert into votes select id, iif(id % 2, 'User', 'Post'), iif(id % 2, id, id + 100) from users;`)
    const scan = await scanDatabase(database, await analyzeSchema(database))
    expect(scan.references).toEqual([
      { from: 'votes.votable_id', to: 'users.id', where: { column: 'votable_type', equals: 'User' } },
      { from: 'votes.votable_id', to: 'posts.id', where: { column: 'votable_type', equals: 'Post' } },
    ])
  })
})

describe('what refers to a masked key', () => {
  const script = `create table members (number text primary key, full_name text);
    insert into members select 'member' || i || '@mail.example', 'n' from generate_series(1, 40) i;
    create table visits (id int primary key, member_no text, day date);
    insert into visits select i, 'member' || i || '@mail.example', '2026-01-01' from generate_series(1, 40) i;
    create table notes (id int primary key, about_type text, about_id text);
    insert into notes select i, 'Member', 'member' || i || '@mail.example' from generate_series(1, 20) i`

  test('follows it without a line, and the policy of a scan compiles', async () => {
    const scan = await scanned(script)
    expect(scan.references).toHaveLength(2)
    for (const [table, column] of [
      ['public.visits', 'member_no'],
      ['public.notes', 'about_id'],
    ] as const)
      expect(verdict(scan, table, column)).toEqual({ kind: 'follows', column: 'public.members.number' })
    const policy = answered(scan)
    const compiled = compilePolicy(policy, scan.schema, { key: exampleKey('references') })
    const maskOf = (table: string, column: string) =>
      compiled.tables.get(table)?.columns.find(({ name }) => name === column)?.mask
    const row = { text: (name: string) => (name === 'about_type' ? 'Member' : null) }
    const value = 'member7@mail.example'
    const masked = maskOf('public.members', 'number')?.value(value, row)
    expect(masked).not.toBe(value)
    expect(maskOf('public.visits', 'member_no')?.value(value, row)).toBe(masked)
    expect(maskOf('public.notes', 'about_id')?.value(value, row)).toBe(masked)
  })

  test('makes its row one that belongs to people', async () => {
    const scan = await scanned(script)
    expect(scan.tables.get('public.visits')?.subject).toEqual(['member_no'])
    expect(verdict(scan, 'public.visits', 'day')?.kind).not.toBe('keep')
  })

  test('where only some of the tables are masked, is asked about', async () => {
    const scan = await scanned(`${script}; ${people}
      insert into notes select 100 + i, 'User', i::text from generate_series(1, 9) i`)
    expect(verdict(scan, 'public.notes', 'about_id')).toMatchObject({
      kind: 'undecided',
      why: expect.stringMatching(/public\.members\.number, which is masked.*public\.users\.id, which is kept/),
    })
    expect(compilePolicy(answered(scan), scan.schema, { key: exampleKey('references') }).tables.size).toBe(6)
  })

  test('is found by a subset', async () => {
    const { references } = await scanned(`${script}; ${people}
      insert into notes select 100 + i, 'User', i::text from generate_series(1, 9) i`)
    await using source = await openGuardedSource(url, { waivers: ['source-can-write'] })
    const definition = await source.session((session) => analyzeSchema(session))
    const subset = parseSubset({ kind: 'subset', version: 1, roots: { 'public.notes': { where: 'id in (3, 105)' } } })
    const plan = await planSubset({ source, definition, subset, references })
    const rows = Object.fromEntries([...plan].map(([table, one]) => [table, one.rows]))
    expect(rows).toMatchObject({ 'public.notes': 2, 'public.members': 1, 'public.users': 1 })
  })
})

test('scanned again, a new type is added, and what people said of a column stays', async () => {
  const some = `${people}
    create table comments (id int primary key, commentable_type text, commentable_id bigint);
    insert into comments select i, 'User', i from generate_series(1, 20) i;`
  const more = `${some} insert into comments select i, 'BlogPost', 980 + i from generate_series(21, 30) i`
  const old = policyOf(await scanned(some))
  const scan = await scanned(more)
  const { policy, notes } = mergePolicy(old, scan)
  expect(policy.references).toEqual(scan.references)
  expect(notes).toEqual([
    'public.comments.commentable_id refers to public.blog_posts.id where commentable_type is BlogPost: the reference was added',
  ])
  const own = { ...old, references: [{ from: 'public.comments.commentable_id', to: 'public.users.id' }] }
  expect(mergePolicy(own, scan).policy.references).toEqual(own.references)
})

/** Questions are answered by the first suggestion; what refers to another column is left to follow it. */
function answered(scan: Scan): MaskingPolicy {
  const policy = policyOf(scan)
  const tables = Object.fromEntries(
    Object.entries(policy.tables).map(([name, table]) => {
      const open = scan.tables
        .get(name)
        ?.columns.flatMap(({ name: column, verdict: one }) =>
          one.kind === 'undecided' ? [[column, one.suggestions[0] ?? 'keep'] as const] : [],
        )
      return [name, { ...table, columns: { ...table.columns, ...Object.fromEntries(open ?? []) } }]
    }),
  )
  return { ...policy, undecided: {}, tables }
}
