import { readFileSync, writeFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { declaredType } from '../../catalog/analyze/sqlite/declared-type.ts'
import { affinityOf } from '../../catalog/migration/sqlite/affinity.ts'
import { type MappedType, sqliteType, toPostgres, toSqlite } from './type-mapping.ts'

const page = new URL('../../../../../docs/between-engines.md', import.meta.url)

test('docs/between-engines.md has the tables as they are: UPDATE_DOCS=1 writes them', () => {
  const text = readFileSync(page, 'utf8')
  const written = withTable(withTable(text, 'to SQLite', tableOf(toSqlite)), 'to Postgres', tableOf(toPostgres))
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, written)
  expect(readFileSync(page, 'utf8')).toBe(written)
})

test('a column of SQLite takes what is sent to it without changing it', () => {
  for (const [kind, { type, way }] of Object.entries(toSqlite)) {
    const affinity = affinityOf(type, false)
    // A text that looks like a number would become one there.
    if (way === 'text' && !['uuid', 'date', 'time'].includes(kind)) expect([kind, affinity]).toEqual([kind, 'text'])
    if (way === 'list') expect([kind, affinity]).toEqual([kind, 'text'])
    if (way === 'bytes') expect([kind, affinity]).toEqual([kind, 'blob'])
    if (way === 'real') expect([kind, affinity]).toEqual([kind, 'real'])
    if (way === 'integer' || way === 'decimal' || way === 'boolean') expect(['integer', 'numeric']).toContain(affinity)
  }
  expect(sqliteType({ kind: 'numeric', precision: 15, scale: 2 })).toMatchObject({
    type: 'DECIMAL(15, 2)',
    way: 'decimal',
  })
  expect(sqliteType({ kind: 'numeric', precision: 16, scale: 2 })).toMatchObject({ type: 'TEXT', way: 'text' })
})

test('what can be declared in both engines comes back as the same kind, or as text', () => {
  for (const [kind, { type }] of Object.entries(toSqlite)) {
    const back = toPostgres[declaredType(type.split(' COLLATE ')[0] ?? '').kind]
    expect(back.note, kind).not.toBe(undeclared)
    const direct = Object.entries(toPostgres).find(([one]) => one === kind)?.[1]
    if (direct?.note !== undeclared && back.type !== 'text') expect([kind, back.type]).toEqual([kind, direct?.type])
  }
})

const undeclared = 'SQLite declares no such type'

function tableOf(mapping: Readonly<Record<string, MappedType>>): string {
  const groups = new Map<string, string[]>()
  for (const [kind, { type, note }] of Object.entries(mapping)) {
    if (note === undeclared || (kind === 'any' && note === '')) continue
    const row = `\`${type}\` | ${note}`
    groups.set(row, [...(groups.get(row) ?? []), kind])
  }
  const lines = [...groups].map(([row, kinds]) => `| ${kinds.map((kind) => `\`${kind}\``).join(', ')} | ${row} |`)
  return ['| from | to | |', '|---|---|---|', ...lines].join('\n')
}

function withTable(text: string, name: string, table: string): string {
  const [begin, end] = [`<!-- begin: ${name} -->\n`, `<!-- end: ${name} -->`]
  const from = text.indexOf(begin)
  const to = text.indexOf(end)
  if (from < 0 || to < from) throw new Error(`The page has no place for the table ${name}`)
  return `${text.slice(0, from)}${begin}${table}\n${text.slice(to)}`
}
