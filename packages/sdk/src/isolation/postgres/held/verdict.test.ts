import { describe, expect, test } from 'vitest'
import { verdictOf } from './verdict.ts'

const meaning = async (text: string) => (await verdictOf(text)).meaning
const moves = async (text: string) => (await verdictOf(text)).moves.map(({ when }) => when)

describe('what a statement means', () => {
  test.each([
    ['begin', 'begin'],
    ['BEGIN;', 'begin'],
    ['start transaction', 'begin'],
    ['begin isolation level read committed read write', 'begin'],
    ['/* a /* b */ c */ -- d\n Begin Work', 'begin'],
    ['commit', 'commit'],
    ['END TRANSACTION', 'commit'],
    ['commit and no chain', 'commit'],
    ['commit work and chain', 'commit and chain'],
    ['rollback', 'rollback'],
    ['abort', 'rollback'],
    ['rollback and chain', 'rollback and chain'],
    ['rollback to a', 'inside'],
    ['rollback transaction to savepoint a', 'inside'],
    ['savepoint commit', 'inside'],
    ['release a', 'inside'],
    ['lock table a', 'inside'],
    ['select $1', 'plain'],
    ['"begin"', 'plain'],
    ["select 'begin; commit'", 'plain'],
    ['beginning', 'plain'],
    ['', 'plain'],
  ])('%s → %s', async (text, expected) => {
    expect(await meaning(text)).toBe(expected)
    expect(await moves(text)).toEqual([])
  })

  test.each([
    'begin isolation level serializable',
    'start transaction read only',
    'begin transaction isolation level\nrepeatable read',
    'set transaction isolation level serializable',
    "set default_transaction_isolation = 'serializable'",
    'set session characteristics as transaction read only',
    'set local search_path = a',
    'listen a',
    "notify a, 'b'",
    "select pg_notify('a', $1)",
    "select set_config('a.b', $1, true)",
    'discard all',
    'prepare transaction $1',
    'create temporary table a (b int) on commit delete rows',
    'declare c cursor with hold for select 1',
    'select txid_current()',
    'select pg_backend_pid()',
    'begin; insert into a values (1); commit',
    'insert into a values (1); listen b',
  ])('%s cannot be had on savepoints', async (text) => {
    expect(await moves(text)).toContain('always')
  })

  test.each([
    'vacuum a',
    'create unique index concurrently a on b (c)',
    'drop index concurrently if exists a',
    'reindex (verbose) index concurrently a',
    'reindex database a',
    'create database a',
    'drop database if exists a',
    "alter system set a = 'b'",
    'call a()',
    'do $$ begin commit; end $$',
    'cluster',
    'select 1; savepoint a',
  ])('%s cannot be had outside of a transaction', async (text) => {
    expect(await moves(text)).toEqual(['outside'])
  })

  test.each([
    'refresh materialized view concurrently a',
    'create index on a (concurrently_done)',
    'insert into a values (1); update b set c = 2;',
    "insert into a values ('x;y')",
    'do $$ begin perform 1; end $$',
    'create temp table a (b int)',
    'set search_path = a',
    "select set_config('a.b', 'c', false)",
    'cluster a using b',
    'rollback to a; release a',
    "insert into a values ('it''s; begin')",
  ])('%s stays', async (text) => {
    expect((await moves(text)).filter((when) => when === 'always')).toEqual([])
  })

  test.each([
    'set a = 1',
    'reset all',
    'prepare a as select 1',
    'create temp table a ()',
    'select pg_advisory_lock(1)',
  ])('%s changes the connection', async (text) => {
    expect((await verdictOf(text)).session).toBe(true)
  })

  test('text that does not end is for the server to refuse', async () => {
    expect(await meaning("insert into a values ('; commit")).toBe('plain')
  })
})
