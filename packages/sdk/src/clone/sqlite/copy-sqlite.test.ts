import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Driver from 'better-sqlite3'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { smallClone } from '../../../test/small-clone.ts'

const folder = await mkdtemp(join(tmpdir(), 'understudy-copy-sqlite-'))
afterAll(() => rm(folder, { recursive: true, force: true }))

let files = 0
/** A source made by a script, and where its copy goes. */
function prepared(script: string, before = ''): { source: string; target: string; ledger: string } {
  const source = join(folder, `${++files}.db`)
  const driver = new Driver(source)
  driver.exec(before)
  driver.exec(script)
  driver.close()
  return { source: `sqlite:${source}`, target: `sqlite:${source}.copy`, ledger: `${source}.ledger` }
}

function read<Row = unknown>(url: string, query: string): Row[] {
  const driver = new Driver(url.slice('sqlite:'.length), { readonly: true })
  try {
    return driver.prepare<[], Row>(query).safeIntegers(true).all()
  } finally {
    driver.close()
  }
}

const written = (table: string, columns: readonly string[], order = 'rowid') =>
  `select ${columns.map((one) => `typeof(${one}) || ':' || hex(cast(${one} as blob)) as ${one}`).join(', ')} from ${table} order by ${order}`

test('every value arrives in its own storage class, with its own bytes', async () => {
  const clone = prepared(`
    create table loose (a, b text, c integer, d real, e numeric, f blob);
    insert into loose values
      (1, '1', 1, 1, 1, x'00ff'), (1.0, '1.0', 1.0, 1.0, 1.0, 1.0), (9007199254740993, 'x', 9223372036854775807, 9007199254740993, -9223372036854775808, 5),
      (cast(x'ff41fe' as text), cast(x'edA080' as text), 'no number', 'text', '1e3', cast(x'80' as text)), (null, null, null, null, null, null),
      (cast(x'610062' as text), char(0xFFFD), 1e300, 1e300, 9e18, -0.0), (9e999, '', -9e999, 0.1, 1e15, x''), ('é🙂', 'é', x'01', x'02', x'03', 'text');
  `)
  await smallClone(clone)
  const query = written('loose', ['a', 'b', 'c', 'd', 'e', 'f'])
  expect(read(clone.target, query)).toEqual(read(clone.source, query))
  expect(read(clone.target, query)).toHaveLength(8)
})

test('a file in UTF-16 keeps its encoding, and texts that are no characters', async () => {
  const clone = prepared(
    `create table t (id integer primary key, a text collate nocase, b); insert into t values (1, 'é🙂', '日本'), (2, cast(x'00d8' as text), 2.0), (3, null, x'00')`,
    `pragma encoding = 'UTF-16le'`,
  )
  await smallClone({ ...clone, masks: { 't.b': (text) => (text === '日本' ? 'Łódź' : text) } })
  expect(read(clone.target, 'pragma encoding')).toEqual([{ encoding: 'UTF-16le' }])
  const query = written('t', ['id', 'a'])
  expect(read(clone.target, query)).toEqual(read(clone.source, query))
  expect(read(clone.target, 'select b from t where id = 1')).toEqual([{ b: 'Łódź' }])
})

test('what the file is made of is made again: settings, tables of all kinds, indexes, views, triggers, counters', async () => {
  const clone = prepared(
    `
    create table counted (id integer primary key autoincrement, "na""me" text default ('x'), "größe" int check ("größe" > 0));
    insert into counted values (5, 'five', 1), (9, 'nine', 2); delete from counted where id = 9;
    create table emptied (id integer primary key autoincrement); insert into emptied values (7); delete from emptied;
    create table keyed (a text, b int, note any, primary key (b, a desc)) without rowid, strict;
    insert into keyed values ('x', 1, 1.0), ('y', 1, '1'), ('x', 2, x'01');
    create table computed (id integer primary key, a int, twice int as (a * 2) stored, half as (a / 2));
    insert into computed (id, a) values (1, 10), (2, 20);
    create table named (rowid text, _rowid_ text, oid text); insert into named values ('a', 'b', 'c'), ('d', 'e', 'f');
    create table half_named (rowid text unique); insert into half_named (_rowid_, rowid) values (-5, 'low'), (900719925474099300, 'high');
    create view totals as select sum(a) as n from computed;
    create index by_name on counted ("na""me" collate nocase desc) where "größe" > 0;
    create unique index by_expression on counted (lower("na""me"));
    create trigger log_it after insert on computed begin insert into named values ('fired', 'fired', 'fired'); end;
    create trigger through instead of insert on totals begin insert into named values ('through', 't', 't'); end;
    `,
    'pragma page_size = 8192; pragma auto_vacuum = 2; pragma user_version = 42; pragma application_id = 77;',
  )
  const { plan, events } = await smallClone(clone)
  for (const query of [
    `select type, name, tbl_name, sql from sqlite_schema where name not like 'sqlite_%' order by type, name`,
    'select * from sqlite_sequence order by name',
    ...['page_size', 'auto_vacuum', 'user_version', 'application_id'].map((name) => `pragma ${name}`),
    'select * from counted',
    written('keyed', ['a', 'b', 'note'], 'b, a'),
    'select * from computed',
    'select * from named order by 1',
    'select _rowid_ as n, * from half_named order by 1',
    'select * from totals',
  ]) {
    expect(read(clone.target, query), query).toEqual(read(clone.source, query))
  }
  expect(read(clone.target, 'select * from named')).toHaveLength(2)
  expect(plan.notes).toEqual([])
  expect(plan.tables.find(({ table }) => table === 'keyed')?.rows).toBe(3)
  expect(events.filter((event) => event.type === 'table')).toHaveLength(6)
})

test('a full text index is made anew from what was masked; what no policy can decide about stays empty, and is said', async () => {
  const clone = prepared(`
    create table posts (id integer primary key, body text); insert into posts values (3, 'about Gödel'), (8, 'of Escher');
    create virtual table posts_index using fts5(body, content='posts', content_rowid = 'id');
    insert into posts_index (posts_index) values ('rebuild');
    create virtual table own using fts5(title, body, tokenize = 'porter');
    insert into own values ('first', 'Bach wrote');
    create virtual table places using rtree(id, x0, x1); insert into places values (1, 0.5, 2.25);
  `)
  const { plan } = await smallClone({ ...clone, masks: { 'posts.body': (text) => text.replace('Gödel', 'Someone') } })
  const found = (word: string) => read(clone.target, `select rowid from posts_index where posts_index match '${word}'`)
  expect([found('someone'), found('escher'), found('gödel')]).toEqual([[{ rowid: 3n }], [{ rowid: 8n }], []])
  expect(read(clone.target, 'select count(*) as n from own')).toEqual([{ n: 0n }])
  expect(read(clone.target, 'select count(*) as n from places')).toEqual([{ n: 0n }])
  expect(plan.notes.map((note) => note.split(' ')[0])).toEqual(['own', 'places'])
})

test('masks read one form whatever the class, and what they give is stored in the class that was there', async () => {
  const clone = prepared(`
    create table people (id integer primary key, active boolean, born date, seen datetime, age int, score real, photo blob, note);
    insert into people values (1, 1, '1990-02-03', '2024-01-02 03:04:05.600', 30, 1.5, x'0102', 7), (2, 0, null, '2024-01-02T03:04:05', 'old', 2.0, null, 'seven');
  `)
  const seen: string[] = []
  const note = (answer: (text: string) => string) => (text: string) => {
    seen.push(text)
    return answer(text)
  }
  await smallClone({
    ...clone,
    masks: {
      'people.active': note((text) => (text === 'true' ? 'false' : 'true')),
      'people.seen': note((text) => text.replace('2024', '2020')),
      'people.age': note(() => '31'),
      'people.score': note(() => '2.5'),
      'people.photo': note(() => '\\xff'),
      'people.note': note((text) => `${text}0`),
    },
  })
  expect(seen).toEqual(
    ['true', '2024-01-02T03:04:05.6', '30', '1.5', '\\x0102', '7'].concat([
      'false',
      '2024-01-02T03:04:05',
      'old',
      '2',
      'seven',
    ]),
  )
  const rows = read(
    clone.target,
    'select active, seen, age, typeof(age) as t, score, hex(photo) as photo, note, typeof(note) as k from people',
  )
  expect(rows).toEqual([
    {
      active: 0n,
      seen: '2020-01-02 03:04:05.6',
      age: 31n,
      t: 'integer',
      score: 2.5,
      photo: 'FF',
      note: 70n,
      k: 'integer',
    },
    {
      active: 1n,
      seen: '2020-01-02T03:04:05',
      age: 31n,
      t: 'integer',
      score: 2.5,
      photo: '',
      note: 'seven0',
      k: 'text',
    },
  ])
})

test('the source counts as it was when it was opened, and masks read the row as it was', async () => {
  const clone = prepared(`create table t (id integer primary key, a text, b text); insert into t values (1, 'a', 'b')`)
  await smallClone({
    ...clone,
    masks: {
      't.a': (text, row) => `${text}${row.text('b')}`,
      't.b': (text, row) => `${text}${row.text('a')}${row.text('id')}`,
    },
  })
  expect(read(clone.target, 'select * from t')).toEqual([{ id: 1n, a: 'ab', b: 'ba1' }])
})

test('an interrupted copy goes on: chunks that are the same stay, those that changed are copied again', async () => {
  const clone = prepared(`
    create table t (id integer primary key, a text);
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 50000) insert into t select i, 'row ' || i from n;
  `)
  const stop = new AbortController()
  let chunks = 0
  const first = await failure(
    smallClone({
      ...clone,
      signal: stop.signal,
      masks: { 't.a': (text) => text.toUpperCase() },
      onEvent: ({ type }) => {
        if (type === 'copied' && ++chunks === 2) stop.abort()
      },
    }),
  )
  expect(first.code).toBe('CANCELLED')
  const source = new Driver(clone.source.slice('sqlite:'.length))
  source.exec(`delete from t where id = 7; insert into t values (0, 'new'); update t set a = 'late' where id = 45000`)
  source.close()
  const { events } = await smallClone({ ...clone, masks: { 't.a': (text) => text.toUpperCase() } })
  const copied = events.filter((event) => event.type === 'copied')
  expect(copied.map(({ rows, again }) => [rows, again])).toEqual([
    [20000, true],
    [10000, false],
  ])
  expect(read(clone.target, 'select count(*) as n, min(a) as low, max(a) as high from t')).toEqual(
    read(clone.source, 'select count(*) as n, upper(min(a)) as low, upper(max(a)) as high from t'),
  )
  expect(read(clone.target, 'select id, upper(a) as a from t')).toEqual(
    read(clone.source, 'select id, upper(a) as a from t'),
  )
  expect(events.find((event) => event.type === 'table')).toMatchObject({
    statistics: { rows: 50000, rowsMasked: 50000, rules: [{ column: 'a', transform: 'plain', values: 50000 }] },
  })
})

test('rows that a killed process had written and not noted as done are not written twice', async () => {
  const clone = prepared(`
    create table t (id integer primary key, a text);
    with recursive n (i) as (select 1 union all select i + 1 from n where i < 30) insert into t select i, 'row ' || i from n;
  `)
  await smallClone(clone)
  const lines = (await readFile(clone.ledger, 'utf8')).split('\n')
  const noted = lines.findIndex((line) => line.includes('"done"') && line.includes('"t"'))
  expect(noted).toBeGreaterThan(0)
  await writeFile(clone.ledger, `${lines.slice(0, noted).join('\n')}\n`)
  await smallClone(clone)
  expect(read(clone.target, 'select * from t')).toEqual(read(clone.source, 'select * from t'))
})

test('a masked key is followed, and rows that lose their parent fail the copy', async () => {
  const script = `
    create table parents (id integer primary key, name text);
    create table children (id integer primary key, parent int references parents);
    insert into parents values (1, 'a'), (2, 'b'); insert into children values (1, 2), (2, 1);`
  const plus = (text: string) => String(Number(text) + 100)
  const followed = prepared(script)
  await smallClone({ ...followed, masks: { 'parents.id': plus, 'children.parent': plus } })
  expect(read(followed.target, 'select parent from children order by id')).toEqual([{ parent: 102n }, { parent: 101n }])
  const lost = prepared(script)
  const error = await failure(smallClone({ ...lost, masks: { 'parents.id': plus } }))
  expect(error.code).toBe('CLONE_FAILED')
  expect(error.message).toContain('children')
})

test('orphans of the source are said, and are no reason to fail', async () => {
  const clone = prepared(`
    pragma foreign_keys = off;
    create table parents (id integer primary key);
    create table children (id integer primary key, parent int references parents);
    insert into children values (1, 9), (2, 9);`)
  const { events } = await smallClone(clone)
  const logs = events.flatMap((event) => (event.type === 'log' ? event.log.message : []))
  expect(logs).toEqual([expect.stringContaining('2 rows of children to parents')])
})

test('a mask that breaks a rule of the table fails, and names the table', async () => {
  const clone = prepared(
    `create table t (id integer primary key, a text unique); insert into t values (1, 'a'), (2, 'b')`,
  )
  const error = await failure(smallClone({ ...clone, masks: { 't.a': () => 'same' } }))
  expect(error.code).toBe('CONSTRAINT_VIOLATED')
  expect(error.operation).toBe('copy t')
})
