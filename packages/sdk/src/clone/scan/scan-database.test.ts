import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest'
import { testDatabase } from '../../../../../test/database.ts'
import { failure } from '../../../test/failure.ts'
import { parsePolicy } from '../../anonymize/policy/parse-policy.ts'
import { policyText } from '../../anonymize/policy/policy-text.ts'
import { analyzeSchema } from '../../catalog/analyze.ts'
import { connect } from '../../database/connect.ts'
import { openGuardedSource } from '../../safety/open-guarded-source.ts'
import { policyOf } from './policy-of.ts'
import type { Scan } from './scan.ts'
import { scanDatabase } from './scan-database.ts'
import { scanSource } from './scan-source.ts'

const role = 'understudy_scan_reader'
const folder = mkdtempSync(join(tmpdir(), 'understudy-scan-'))
afterAll(() => rmSync(folder, { recursive: true, force: true }))

const verdict = (scan: Scan, table: string, column: string) =>
  scan.tables.get(table)?.columns.find(({ name }) => name === column)?.verdict
const top = (scan: Scan, table: string, column: string) =>
  scan.tables.get(table)?.columns.find(({ name }) => name === column)?.findings[0]

describe('Postgres', () => {
  let url: string
  let asReader: string
  let scan: Scan

  beforeAll(async () => {
    url = await testDatabase('scan')
    await using database = await connect(url)
    await database.execute(`
      create type place as (street text, zip text);
      create table people (
        id int primary key, mail text not null unique, c1 text, home place, mails text[], extra jsonb,
        mail_lower text generated always as (lower(mail)) stored, words tsvector, q7 text, "naughty ""; drop table people" text);
      insert into people (id, mail, c1, home, mails, extra, words, q7)
        select i, 'zyzzyva' || i || '@mail.example', '+49 30 ' || (1000000 + i * 7), row(i || ' Main Street', '1' || 1000 + i)::place,
          array['other' || i || '@mail.example'], jsonb_build_object('owner', jsonb_build_object('email', 'third' || i || '@mail.example')),
          to_tsvector('simple', 'zyzzyva' || i || '@mail.example'), 'nothing' from generate_series(1, 300) i;
      create table visits (id int primary key, people_id int, at timestamp, kind text);
      insert into visits select i, i, now(), 'walk' from generate_series(1, 300) i;
      create table hidden (mail text);
      create table guarded (mail text);
      insert into guarded values ('a@b.example');
      alter table guarded enable row level security;
      create table events (id int, day date, note text) partition by range (day);
      create table events_1 partition of events for values from ('2026-01-01') to ('2027-01-01');
      insert into events select i, '2026-02-01', 'm' || i || '@mail.example' from generate_series(1, 50) i;
      create table sorted (id int primary key, c1 text);
      insert into sorted select i, case when i < 60000 then 'plain' else 'late' || i || '@mail.example' end from generate_series(1, 120000) i;
      analyze;
      drop role if exists ${role};
      create role ${role} login;
      grant select on people, visits, guarded, events, sorted to ${role};
      revoke select on people from ${role};
      grant select (id, mail, c1, home, mails, extra, mail_lower, words, "naughty ""; drop table people") on people to ${role};`)
    asReader = url.replace(/\/\/[^@]*@/, `//${role}@`)
    ;({ scan } = await scanSource(asReader, { samples: 300 }))
  })
  afterAll(async () => {
    await using database = await connect(url)
    await database.execute(`drop owned by ${role}`)
    await using server = await connect(inject('testServer').url)
    await server.execute(`drop role ${role}`)
  })

  test('tells what columns hold, whatever they are made of', () => {
    expect(verdict(scan, 'public.people', 'mail')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
    expect(verdict(scan, 'public.people', 'c1')).toMatchObject({ kind: 'mask', decision: { transform: 'phone' } })
    expect(verdict(scan, 'public.people', 'mails')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
    expect(verdict(scan, 'public.people', 'home')).toMatchObject({
      decision: { transform: 'fields', options: { fields: { street: 'street-address', zip: 'postcode' } } },
    })
    expect(verdict(scan, 'public.people', 'extra')).toMatchObject({
      decision: { transform: 'json', options: { paths: { '$.owner.email': 'email' } } },
    })
    expect(verdict(scan, 'public.events', 'note')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
    expect(verdict(scan, 'public.people', 'mail_lower')).toEqual({ kind: 'generated' })
    expect(top(scan, 'public.people', 'words')).toMatchObject({
      class: 'search-text',
      evidence: expect.arrayContaining([expect.stringContaining('words of "mail"')]),
    })
  })

  test('what the role may not read is undecided, with the reason', () => {
    expect(scan.tables.get('public.people')?.unread).toBe('the role may not read one of its columns')
    expect(verdict(scan, 'public.people', 'q7')?.kind).toBe('undecided')
    expect(scan.tables.get('public.hidden')).toMatchObject({ rows: 0, unread: 'the role may not read it' })
    expect(scan.tables.get('public.guarded')).toMatchObject({
      rows: 0,
      unread: 'the role may not read it, or not all of its rows',
    })
  })

  test('rows of a large table are looked at from all over it', () => {
    expect(scan.tables.get('public.sorted')?.rows).toBeLessThanOrEqual(320)
    expect(top(scan, 'public.sorted', 'c1')).toMatchObject({ class: 'email' })
  })

  test('a column named after a key, whose values all stand there, is suggested as a reference', () => {
    expect(scan.references).toEqual([{ from: 'public.visits.people_id', to: 'public.people.id' }])
  })

  test('a policy of every column comes of it, which reads as it was written', () => {
    const policy = policyOf(scan)
    expect(parsePolicy(policyText(policy))).toEqual(policy)
    for (const [name, table] of scan.tables) {
      for (const { name: column, verdict: one } of table.columns) {
        const places =
          Number(policy.tables[name]?.columns[column] !== undefined) + Number(`${name}.${column}` in policy.undecided)
        if (!/["(),.]/.test(column))
          expect([column, places]).toEqual([column, one.kind === 'generated' || one.kind === 'follows' ? 0 : 1])
      }
    }
    expect(policy.transforms).toMatchObject({ email: 2, json: 1, 'street-address': 1 })
  })

  test('no value stands in what it tells', () => {
    expect(JSON.stringify([[...scan.tables], scan.references, policyOf(scan)])).not.toMatch(
      /zyzzyva|third\d|late\d|Main/,
    )
  })

  test('a role that can write is refused, unless that is waived', async () => {
    expect((await failure(scanSource(url))).code).toBe('SOURCE_CAN_WRITE')
    const { checks } = await scanSource(url, { waivers: ['source-can-write'], samples: 10 })
    expect(checks).toContainEqual(expect.objectContaining({ name: 'source role cannot write', outcome: 'waived' }))
  })

  test('a scan is cancelled, and tells how far it is', async () => {
    const stop = new AbortController()
    const seen: string[] = []
    const ended = scanSource(asReader, {
      signal: stop.signal,
      onProgress: ({ table, of }) => {
        seen.push(table)
        expect(of).toBe(6)
        if (seen.length === 2) stop.abort()
      },
    })
    expect((await failure(ended)).code).toBe('CANCELLED')
    expect(seen).toHaveLength(2)
  })

  test('a table that takes too long is left undecided', async () => {
    await using database = await connect(url)
    const definition = await analyzeSchema(database)
    await database.transaction(async (locking) => {
      await locking.query('lock table visits in access exclusive mode')
      await using source = await openGuardedSource(asReader, { partial: true })
      const slow = await source.session((session) => scanDatabase(session, definition, { timeoutMs: 300, samples: 10 }))
      expect(slow.tables.get('public.visits')?.unread).toBe('it could not be read within 0.3 s')
      expect(slow.tables.get('public.people')?.rows).toBe(10)
    })
  })
})

describe('SQLite', () => {
  test('is scanned from all over a table, bytes and texts in one column alike, and stays as it is', async () => {
    const file = join(folder, 'shop.db')
    {
      await using database = await connect(`sqlite:${file}`)
      await database.execute(`
        create table people (id integer primary key, mail text, photo, born text, extra text);
        with recursive n(i) as (select 1 union all select i + 1 from n where i < 9000)
          insert into people select i, case when i > 8000 then 'late' || i || '@mail.example' end, x'ffd8ffe0', date('1950-01-01', i || ' days'), '{"phone": "+49 30 ' || (1000000 + i) || '"}' from n;
        create table notes (people_id integer, body text);
        insert into notes select id, 'a text' from people where id < 50;`)
    }
    const { scan } = await scanSource(`sqlite:${file}`, { samples: 200 })
    expect(scan.tables.get('people')?.rows).toBe(200)
    expect(verdict(scan, 'people', 'mail')).toMatchObject({ kind: 'mask', decision: { transform: 'email' } })
    expect(verdict(scan, 'people', 'born')).toMatchObject({ kind: 'mask', decision: { transform: 'date-shift' } })
    expect(verdict(scan, 'people', 'extra')).toMatchObject({
      decision: { transform: 'json', options: { paths: { '$.phone': 'phone' } } },
    })
    expect(top(scan, 'people', 'photo')?.class).toBe('file')
    expect(scan.references).toEqual([{ from: 'notes.people_id', to: 'people.id' }])
    expect(JSON.stringify([...scan.tables])).not.toMatch(/late\d/)
  })
})
