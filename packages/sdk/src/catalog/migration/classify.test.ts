import { describe, expect, test } from 'vitest'
import { classifyStatement } from './classify.ts'
import { hazardKinds } from './step.ts'

const kindsOf = (statement: string, dialect: 'postgres' | 'sqlite' = 'postgres') =>
  classifyStatement(statement, dialect).hazards.map(({ kind }) => kind)
const isDestructive = (statement: string, dialect: 'postgres' | 'sqlite' = 'postgres') =>
  kindsOf(statement, dialect).some((kind) => hazardKinds[kind].destructive)

describe('what drops, truncates, deletes or alters a type is destructive', () => {
  test.each([
    'DROP TABLE a',
    'drop /* x */ table if exists a',
    '-- nothing to see\nDROP SCHEMA a CASCADE',
    'DROP VIEW v',
    'DROP FUNCTION f(int)',
    'DROP TYPE t',
    'TRUNCATE a',
    'DELETE FROM a',
    'WITH gone AS (DELETE FROM a RETURNING *) SELECT count(*) FROM gone',
    'WITH x AS (UPDATE a SET b = 1 RETURNING *) SELECT * FROM x',
    'WITH x AS NOT MATERIALIZED (UPDATE a SET b = 1 RETURNING *) SELECT * FROM x',
    'WITH x AS (SELECT 1) UPDATE a SET b = 1',
    'UPDATE a SET b = 1',
    'MERGE INTO a USING b ON a.id = b.id WHEN MATCHED THEN DELETE',
    'INSERT INTO a VALUES (1) ON CONFLICT (id) DO UPDATE SET b = 1',
    'ALTER TABLE a DROP COLUMN b',
    'ALTER TABLE a DROP b',
    'ALTER TABLE a DROP "Type"',
    'ALTER TABLE a ALTER c DROP DEFAULT, DROP COLUMN b',
    'ALTER TABLE a ALTER COLUMN b TYPE bigint',
    'ALTER TABLE a ALTER b SET DATA TYPE bigint',
    "ALTER TYPE mood ADD VALUE 'x'",
    'ALTER TYPE pair DROP ATTRIBUTE a',
    'ALTER TABLE a DROP CONSTRAINT b CASCADE',
    'EXPLAIN ANALYZE DELETE FROM a',
  ])('%s', (statement) => expect(isDestructive(statement)).toBe(true))

  test.each(['REPLACE INTO a VALUES (1)', 'DROP TABLE [a]', 'ALTER TABLE a DROP COLUMN `b`'])(
    'SQLite: %s',
    (statement) => expect(isDestructive(statement, 'sqlite')).toBe(true),
  )
})

describe('what only adds, or only names such words, is not', () => {
  test.each([
    'CREATE TABLE a (id int, "drop table" text)',
    "INSERT INTO a VALUES ('DELETE FROM b')",
    "COMMENT ON TABLE a IS 'DROP TABLE b'",
    'CREATE FUNCTION f() RETURNS void LANGUAGE plpgsql AS $x$ begin delete from a; drop table b; end $x$',
    'CREATE TRIGGER t AFTER DELETE ON a FOR EACH ROW EXECUTE FUNCTION f()',
    'ALTER TABLE a ADD COLUMN b int',
    'ALTER TABLE a ADD FOREIGN KEY (b) REFERENCES c ON DELETE CASCADE ON UPDATE CASCADE',
    'ALTER TABLE a ALTER COLUMN b DROP DEFAULT',
    'ALTER TABLE a ALTER b DROP NOT NULL',
    'ALTER TABLE a DROP CONSTRAINT b',
    'GRANT UPDATE ON a TO b',
    'SELECT * FROM a FOR UPDATE',
  ])('%s', (statement) => expect(isDestructive(statement)).toBe(false))

  test('a trigger of SQLite', () => {
    expect(isDestructive('CREATE TRIGGER t AFTER INSERT ON a BEGIN DELETE FROM b; END', 'sqlite')).toBe(false)
  })
})

test.each([['DO $$ begin end $$'], ['CALL f()'], ['SELECT f()'], ['FROBNICATE a'], ['']])(
  'what nobody can tell says so: %s',
  (statement) => {
    expect(kindsOf(statement)).toEqual(['depends on what is not tracked'])
  },
)

test.each([
  ['ALTER TABLE a ALTER b SET NOT NULL', ['scans table', 'may fail on data']],
  ['ALTER TABLE a ADD CONSTRAINT c CHECK (b > 0) NOT VALID', []],
  ['CREATE UNIQUE INDEX i ON a (b)', ['builds index', 'blocks writes', 'may fail on data']],
  ['GRANT SELECT ON a TO b', ['changes access']],
  ['ALTER TABLE a DROP CONSTRAINT c', ['drops what protects data']],
])('%s: %j', (statement, kinds) => expect(kindsOf(statement)).toEqual(kinds))

test.each([
  ['CREATE INDEX CONCURRENTLY i ON a (b)', 'none'],
  ['DROP INDEX CONCURRENTLY i', 'none'],
  ['VACUUM a', 'none'],
  ["ALTER TYPE mood ADD VALUE 'x'", 'own'],
  ['CREATE TABLE concurrently_done (a int)', 'shared'],
])('%s runs in: %s', (statement, transaction) =>
  expect(classifyStatement(statement, 'postgres').transaction).toBe(transaction),
)

test('pragmas run outside of transactions, where alone they work', () => {
  expect(classifyStatement('PRAGMA foreign_keys = off', 'sqlite')).toMatchObject({ transaction: 'none', hazards: [] })
  expect(kindsOf('PRAGMA writable_schema = on', 'sqlite')).toEqual(['depends on what is not tracked'])
})
