import { describe, expect, test } from 'vitest'
import { UnderstudyError } from '../../../errors.ts'
import { classMeanings } from '../class-meanings.ts'
import { errorClasses } from '../error-class.ts'
import { classifyError } from './classify-error.ts'
import type { ErrorContext, KeyEnds } from './error-context.ts'

const ours = (code: UnderstudyError['code'], details: Record<string, unknown> = {}, cause?: unknown) =>
  new UnderstudyError(code, { operation: 'run statement', message: 'ein Fehler', details, cause })

const state = (sqlstate: string, details: Record<string, unknown> = {}) =>
  ours('QUERY_FAILED', { sqlstate, severity: 'FEHLER', ...details })

/** As Postgres says it on either side, in whatever language. */
const broken = (table = 'child') => state('23503', { table, constraint: 'child_parent_fkey' })

describe('the sides of a foreign key', () => {
  const side = (statement: string, context: ErrorContext = {}) =>
    classifyError(broken(), { statement, ...context }).class

  test.each([
    ['insert into child values (1)', 'foreign_key_child'],
    ['update child set parent = 9', 'foreign_key_child'],
    ['copy child from stdin', 'foreign_key_child'],
    ['merge into child using x on true when not matched then insert values (1)', 'foreign_key_child'],
    ['delete from parent', 'foreign_key_parent'],
    ['delete from grandparent', 'foreign_key_parent'],
    ['update parent set id = 9', 'foreign_key_parent'],
    ['insert into parent values (1) on conflict (id) do update set id = 2', 'foreign_key_parent'],
    ['truncate parent', 'foreign_key_parent'],
    ['with a as (delete from other) insert into child values (1)', 'foreign_key_child'],
    // The error names the table of a row that a trigger wrote; nobody refers to a row that is new.
    ['insert into audited values (1)', 'foreign_key_child'],
    ['commit', 'foreign_key_child'],
    ['', 'foreign_key_child'],
  ])('of %s', (statement, expected) => {
    expect(side(statement)).toBe(expected)
  })

  test('of a table that refers to itself', () => {
    const error = broken('nodes')
    const keys: KeyEnds[] = [
      { table: 'nodes', columns: ['above'], referencedTable: 'nodes', referencedColumns: ['id'] },
    ]
    const told = (statement: string) => classifyError(error, { statement, foreignKeys: keys }).class
    expect(told('delete from nodes where id = 1')).toBe('foreign_key_parent')
    expect(told('insert into nodes values (1, 9)')).toBe('foreign_key_child')
    expect(told('update nodes set above = 9')).toBe('foreign_key_child')
    expect(told('update nodes set id = 9')).toBe('foreign_key_parent')
    expect(told('update nodes set id = 9, above = 9')).toBe('foreign_key_child')
  })

  test('of a partition, which the error names instead of its table', () => {
    const foreignKeys: KeyEnds[] = [
      { table: 'child', columns: ['parent'], referencedTable: 'parent', referencedColumns: ['id'] },
    ]
    const told = (statement: string) => classifyError(broken('child_2024'), { statement, foreignKeys }).class
    expect(told('update child set parent = 9')).toBe('foreign_key_child')
    expect(told('update parent set id = 9')).toBe('foreign_key_parent')
  })

  test('of RESTRICT, by its own code since Postgres 18', () => {
    expect(classifyError(state('23001', { table: 'child' })).class).toBe('foreign_key_parent')
  })

  test('are told with the names that the engine gives', () => {
    expect(classifyError(broken())).toEqual({
      class: 'foreign_key_child',
      group: 'constraint_violation',
      retry: 'never',
      code: '23503',
      constraint: 'child_parent_fkey',
      table: 'child',
      column: null,
    })
  })
})

describe('what we kept account of decides', () => {
  test.each([
    ['POOL_EXHAUSTED', {}, 'pool_exhausted', null],
    ['CANCELLED', {}, 'cancelled', null],
    ['STATEMENT_TIMEOUT', { sqlstate: '57014' }, 'statement_timeout', '57014'],
    ['STATEMENT_TIMEOUT', {}, 'statement_timeout', null],
    ['CONNECTION_LOST', { outcome: 'unknown', sqlstate: '57P01' }, 'outcome_unknown', '57P01'],
    ['CONNECTION_LOST', { sqlstate: '25P03' }, 'idle_killed', '25P03'],
    ['CONNECTION_FAILED', { sqlstate: '28P01' }, 'authentication_failed', '28P01'],
    ['CONNECTION_LOST', {}, 'connection_lost', null],
    ['CONNECTION_FAILED', {}, 'connection_refused', null],
    ['SCHEMA_INVALID', {}, 'unknown', 'SCHEMA_INVALID'],
  ] as const)('%s %o', (code, details, expected, engineCode) => {
    expect(classifyError(ours(code, details))).toMatchObject({ class: expected, code: engineCode })
  })
})

describe('connections', () => {
  const socket = (code: string, syscall: string) => Object.assign(new Error('Verbindung'), { code, syscall })

  test('that break before they stand were refused, and those that break after it are lost', () => {
    expect(classifyError(socket('ETIMEDOUT', 'connect'))).toMatchObject({
      class: 'connection_refused',
      retry: 'backoff',
    })
    expect(classifyError(socket('ETIMEDOUT', 'read'))).toMatchObject({ class: 'connection_lost', retry: 'reconnect' })
    expect(classifyError(ours('CONNECTION_FAILED', {}, socket('ECONNRESET', 'read'))).class).toBe('connection_refused')
    expect(classifyError(socket('ENOTFOUND', 'getaddrinfo'))).toMatchObject({
      class: 'connection_refused',
      retry: 'never',
    })
  })

  test('that break while they commit leave the outcome open, whoever says so', () => {
    const lost = [socket('ECONNRESET', 'read'), ours('CONNECTION_LOST'), state('57P01'), state('08006')]
    for (const error of lost) {
      expect(classifyError(error, { during: 'transaction' }).class).not.toBe('outcome_unknown')
      for (const context of [{ during: 'commit' }, { during: 'alone' }, { statement: 'COMMIT' }] as const) {
        expect(classifyError(error, context)).toMatchObject({ class: 'outcome_unknown', retry: 'only if idempotent' })
      }
    }
    expect(classifyError(state('40001'), { during: 'commit' }).class).toBe('serialization_failure')
    expect(classifyError(state('40003')).class).toBe('outcome_unknown')
  })
})

test('an error inside of others is found, and what is none is unknown', () => {
  const inner = Object.assign(new Error('x'), { code: '40P01', severity: 'ERROR' })
  expect(classifyError(new Error('Failed query', { cause: new Error('again', { cause: inner }) })).class).toBe(
    'deadlock',
  )
  const circle = new Error('circle')
  circle.cause = circle
  for (const nothing of [circle, undefined, null, 'text', {}, new Error('plain')]) {
    expect(classifyError(nothing)).toMatchObject({ class: 'unknown', retry: 'never', code: null })
  }
})

test('a lock that is waited for in a transaction takes the whole of it to try again', () => {
  expect(classifyError(state('55P03')).retry).toBe('statement')
  expect(classifyError(state('55P03'), { during: 'transaction' }).retry).toBe('transaction')
  expect(classifyError(state('57P03')).retry).toBe('backoff')
  expect(classifyError(state('57P04')).retry).toBe('never')
})

test('a state that is none of Postgres is somebody’s own, and one that it may have some day is unknown', () => {
  expect(classifyError(state('U0001')).class).toBe('raised')
  expect(classifyError(state('23999')).class).toBe('unknown')
  expect(classifyError(state('22999')).class).toBe('invalid_value')
})

test('every class has its group and its advice', () => {
  expect(Object.keys(classMeanings).sort()).toEqual([...errorClasses].sort())
})
