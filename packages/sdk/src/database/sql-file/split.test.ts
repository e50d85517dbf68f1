import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Dialect } from '../adapter.ts'
import { sqlRules } from './rules.ts'
import { splitSql } from './split.ts'

/** The pieces of a text that arrives in chunks of a size. */
async function pieces(text: string, dialect: Dialect = 'postgres', chunk = 7) {
  async function* chunks() {
    for (let at = 0; at < text.length; at += chunk) yield text.slice(at, at + chunk)
  }
  const all: unknown[] = []
  for await (const piece of splitSql(chunks(), sqlRules[dialect])) {
    if (piece.kind === 'statement') all.push(piece.text)
    else if (piece.kind === 'command') all.push([piece.name, piece.argument])
    else {
      let data = ''
      for await (const block of piece.data) data += block
      all.push({ copy: piece.text, data })
    }
  }
  return all
}

describe('statements end at a semicolon, but not at one in', () => {
  test.each([
    ['a string', "select 'a;b''c;'"],
    ['a name', 'select 1 as "a;""b;"'],
    ['a string with backslashes', "select E'it\\'s; ''x'' \\\\', e'\\';'"],
    ['a string that only ends in e', "select type'\\', 1"],
    ['a plain string with a backslash at its end', "select 'c:\\', ';'"],
    ['a dollar string', 'select $$a;b$$, $tag$ $$; $tag$, $1'],
    ['a line comment', "select 1 -- it's; here\n, 2"],
    ['a nested comment', 'select 1 /* a; /* b; */ c; */ + 1'],
    ['parentheses', 'create rule r as on insert to t do (delete from a; delete from b)'],
    [
      'a body',
      'create function f() returns int language sql begin atomic select 1; select case when true then 2 end; end',
    ],
    ['a replaced body', 'CREATE OR REPLACE PROCEDURE p() BEGIN ATOMIC insert into t values (1); END'],
    [
      'a function in dollars',
      "create function f() returns int as $body$ begin; return 'x;'; end $body$ language plpgsql",
    ],
    ['Unicode names', 'select 1 as grün$tag$, $grün$;$grün$'],
  ])('%s', async (_, statement) => {
    for (const chunk of [1, 2, 3, 1000]) {
      expect(await pieces(`${statement};\nselect 2;`, 'postgres', chunk)).toEqual([statement, 'select 2'])
    }
  })
})

test('what is long may arrive in the smallest pieces', async () => {
  const long = 'x'.repeat(600)
  const statement = `select $tag$${long}$ $tag$, '${long}', "${long}", E'${long}\\'' /* ${long} * / */ -- ${long}\n, 1`
  expect(await pieces(`/* ${long} */ ${statement}; -- ${long}\nselect 2`, 'postgres', 1)).toEqual([
    statement,
    'select 2',
  ])
})

describe('in SQLite', () => {
  test.each([
    [
      'a trigger',
      'create trigger a after update on t begin update t set a = 1; select case new.x when 1 then 2 end; end',
    ],
    [
      'a trigger with columns named as keywords',
      'create temp trigger a after update on t begin select new.end, old.begin; end',
    ],
    ['backticks and brackets', 'select `a;`, [b;]'],
    ['a comment that does not nest', 'select 1 /* /* ; */ + 1'],
    ['a dollar and a backslash', "select '\\', $a$"],
  ])('%s is one statement', async (_, statement) => {
    expect(await pieces(`${statement}; select 2`, 'sqlite')).toEqual([statement, 'select 2'])
  })

  test('begin and end of a transaction are statements of their own', async () => {
    expect(await pieces('begin; insert into t values (1); end; select 2', 'sqlite')).toHaveLength(4)
  })

  test('a command of its shell begins with a dot', async () => {
    expect(await pieces('.read a.sql\nselect .5;', 'sqlite')).toEqual([['.read', 'a.sql'], 'select .5'])
  })
})

test('transactions of Postgres are not bodies', async () => {
  expect(
    await pieces('begin; create table t (a int); create function f() returns int as $$$$ language sql; end;'),
  ).toHaveLength(4)
})

test('comments, empty statements, a byte order mark and a missing last semicolon leave no trace', async () => {
  expect(await pieces('\uFEFF-- a\n;; /* b */ select 1 ;\r\n;\n-- c')).toEqual(['select 1'])
  expect(await pieces('')).toEqual([])
  expect(await pieces('select 1')).toEqual(['select 1'])
})

test('commands of psql are told apart from statements', async () => {
  expect(await pieces("\\echo 'a;b'\nselect 1;\n\\i sub/a.sql\n  \\connect x\n\\!\n")).toEqual([
    ['\\echo', "'a;b'"],
    'select 1',
    ['\\i', 'sub/a.sql'],
    ['\\connect', 'x'],
    ['\\!', ''],
  ])
  await expect(pieces('select 1 \\gexec\n')).rejects.toThrow('\\gexec')
})

test('a COPY has its data behind it, up to a line of backslash and dot', async () => {
  const data = "1\ta;b\n2\t'\\N\n3\t\\\\.\n"
  for (const chunk of [1, 2, 5, 1000]) {
    expect(await pieces(`copy "from" (a, b) from stdin;\n${data}\\.\nselect 1;`, 'postgres', chunk)).toEqual([
      { copy: 'copy "from" (a, b) from stdin', data },
      'select 1',
    ])
  }
  expect(await pieces('COPY t FROM STDIN WITH (FORMAT csv);\r\n1,2\r\n\\.\r\nselect 1')).toEqual([
    { copy: 'COPY t FROM STDIN WITH (FORMAT csv)', data: '1,2\r\n' },
    'select 1',
  ])
  expect(await pieces('copy t from stdin;\n\\.\n')).toEqual([{ copy: 'copy t from stdin', data: '' }])
  expect(await pieces('copy t from stdin;\n1')).toEqual([{ copy: 'copy t from stdin', data: '1' }])
  expect(await pieces(`copy "from stdin" to stdout; copy t from 'stdin';`)).toHaveLength(2)
})

test.each(["select 'abc", 'select "abc', 'select $a$ abc $$', 'select /* abc', "select E'\\'"])(
  'what is begun and never ended is an error with its place: %s',
  async (text) => {
    await expect(pieces(`\n\n  ${text}`)).rejects.toMatchObject({
      code: 'SQL_FILE_INVALID',
      details: { line: 3, column: text.indexOf(/['"$]|\/\*/.exec(text)?.[0] ?? '') + 3 },
    })
  },
)

const word = fc.constantFrom(
  'select',
  'a',
  'x1',
  '42',
  '+',
  'end',
  'case',
  'begin',
  'e',
  ',',
  '.',
  'grün',
  '$1',
  '-',
  '/',
  '(x; y)',
)
const content = fc.string({ unit: fc.constantFrom("'", '"', ';', '$', 'a', '\n', '-', '*', '/', '\\', '(', 'é', '😀') })
const quoted = fc.oneof(
  content.map((text) => `'${text.replaceAll("'", "''")}'`),
  content.map((text) => `"${text.replaceAll('"', '""')}"`),
  content.map((text) => ` E'${text.replaceAll(/['\\]/g, '\\$&')}'`),
  fc
    .tuple(content, fc.constantFrom('', 'q', 'tag_1'))
    .map(([text, tag]) => ` $${tag}$${text.replaceAll('$', '')}$${tag}$`),
  content.map((text) => ` /*${text.replaceAll(/[*/]/g, '')}*/ `),
  content.map((text) => ` --${text.replaceAll('\n', '')}\n`),
)
const statement = fc
  .array(fc.oneof(word, quoted), { minLength: 1, maxLength: 12 })
  .map((parts) => `select ${parts.join(' ')} x`)

test('joined and split again, statements are the same, however the text arrives', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(statement, { maxLength: 6 }),
      fc.integer({ min: 1, max: 300 }),
      fc.constantFrom(';', ' ;\n', ';-- c\n', ';/* c; */', ';;\n'),
      async (statements, chunk, separator) => {
        expect(await pieces(statements.map((text) => text + separator).join(''), 'postgres', chunk)).toEqual(statements)
      },
    ),
    { numRuns: 500 },
  )
})
