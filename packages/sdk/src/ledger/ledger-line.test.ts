import { expect, test } from 'vitest'
import { lineText, parseHeader, parseLine } from './ledger-line.ts'

test('keys come back as they were, whatever their type', () => {
  const rows = [
    { a: 1, b: 'text\n', c: 12345678901234567890n, d: new Uint8Array([0, 255]), e: null, f: true },
    { a: -0.5, b: '', c: -1n, d: new Uint8Array(), e: '2024-02-29', f: false },
  ]
  const line = {
    intend: '1',
    resource: { kind: 'rows', database: 'sqlite:a.db', table: 't', key: ['a', 'b', 'c', 'd', 'e', 'f'], rows },
  } as const
  const text = lineText(line)
  expect(text.trimEnd()).not.toContain('\n')
  expect(parseLine(text)).toEqual(line)
})

test.each([['{"intend":"1"'], ['{}'], [''], ['{"intend":"1","resource":{"kind":"planet"}}'], ['{"done":1}']])(
  'what is no line of a ledger is none: %s',
  (text) => expect(parseLine(text)).toBeUndefined(),
)

test('a header of a later version is not taken for one of this', () => {
  const header = {
    kind: 'understudy-ledger',
    version: 1,
    run: 'r',
    pid: 1,
    host: 'h',
    machine: 'm',
    application: 'understudy 0123456789abcdef',
    lease: 30,
    startedAt: '2026-01-01T00:00:00.000Z',
  }
  expect(parseHeader(JSON.stringify(header))).toEqual(header)
  expect(parseHeader(JSON.stringify({ ...header, version: 2 }))).toBeUndefined()
  // Whoever could name another program here would have its connections ended.
  expect(parseHeader(JSON.stringify({ ...header, application: 'psql' }))).toBeUndefined()
})
