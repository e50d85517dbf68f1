import type { ErrorCase } from './error-case.ts'

export const limitCases: readonly ErrorCase[] = [
  {
    name: 'a value larger than any may be',
    postgres: { steps: ["select repeat('0123456789', 200000000)"], expected: 'limit_exceeded' },
    sqlite: { steps: ['select zeroblob(3000000000)'], expected: 'limit_exceeded' },
  },
  {
    name: 'more columns than a table may have',
    postgres: { steps: [`create table wide (${columns(1601)})`], expected: 'limit_exceeded' },
    sqlite: { steps: [`create table wide (${columns(2001)})`], expected: 'limit_exceeded' },
  },
  {
    name: 'a routine that calls itself without end',
    postgres: {
      setUp: 'create function deeper(n int) returns int language plpgsql as $$ begin return deeper(n + 1); end $$',
      steps: ['select deeper(0)'],
      expected: 'limit_exceeded',
    },
    sqlite: { absent: 'It has no routines.' },
    pglite: { absent: 'Its stack is that of this process, which has no such limit: it breaks.' },
  },
  {
    name: 'a database that is full',
    postgres: { absent: 'It would take a disk that is full.' },
    sqlite: {
      setUp: 'create table blobs (bytes blob)',
      steps: ['pragma max_page_count = 4', 'insert into blobs values (zeroblob(100000))'],
      expected: 'out_of_resources',
    },
  },
]

function columns(count: number): string {
  return Array.from({ length: count }, (_, at) => `c${at} int`).join(', ')
}
