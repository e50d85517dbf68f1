import { existsSync } from 'node:fs'
import { mkdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { beforeAll, expect, test } from 'vitest'
import { scratch, understudy, understudyHere } from './understudy.ts'

const folder = await scratch()
const env = { UNDERSTUDY_STATE: join(folder, 'state') }
const quality = (...args: readonly string[]) => understudyHere(['quality', ...args], { cwd: folder, env })
const file = (name: string, text: string) => writeFile(join(folder, name), text)
const text = (name: string) => readFile(join(folder, name), 'utf8')

const rules = {
  kind: 'understudy.quality-rules',
  version: 1,
  completenessRules: [{ type: 'notNull', id: 'mail is there', entity: 'people', column: 'mail' }],
  formatRules: [{ type: 'range', id: 'age', entity: 'people', column: 'age', min: 0, max: 130 }],
}
const canary = /zyzzyva|7777/

beforeAll(async () => {
  await file('rules.json', JSON.stringify(rules))
  for (const [name, rows] of [
    ['before', 'zyzzyva@a.example,30\n,40\nb@a.example,50\n'],
    ['after', 'zyzzyva@a.example,30\nc@a.example,7777\nb@a.example,50\n'],
  ] as const) {
    await mkdir(join(folder, name))
    await file(join(name, 'people.csv'), `mail,age\n${rows}`)
  }
})

test('reports are written as their endings say, a run is added to a history, and the next one says what changed', async () => {
  const args = ['--rules', 'rules.json', '--history', 'kept/history.ndjson']
  const first = await quality('check', 'before', ...args, '--report', 'q.html', '--report', 'q.md', '--report', 'q.xml')
  expect([first.code, first.stderr]).toEqual([1, ''])
  expect(first.stdout).not.toContain('since')
  expect(await text('q.html')).toMatch(/^<!doctype html>[\s\S]*mail is there/)
  expect(await text('q.md')).toMatch(/^# before: 2 rules, 1 passed, 1 failed\n/)
  expect(await text('q.xml')).toContain('<testsuite name="people" tests="2" failures="1"')

  const second = await quality('check', 'after', ...args, '--report', 'q.html', '--improve')
  expect(second.stdout).toMatch(/\nsince \S+Z: 2 of 2 rules have another result, some for the worse\n/)
  expect(second.stdout).toMatch(/\n {2}new {4}people, age: passed \(0 of 3 fail\), now failed \(1 of 3 fails\)\n/)
  expect(second.stdout).toMatch(/\n {2}fixed {2}people, mail is there: failed \(1 of 3 fails\), now passed/)
  expect(second.stdout).toMatch(
    /what would help, and what metrics gain by it in points of a hundred:\n {2}age: .+move age to the nearest bound.+\(validity \+33.3\)\n/,
  )
  expect(await text('q.html')).toContain('From run to run')
  expect((await text('kept/history.ndjson')).trim().split('\n')).toHaveLength(2)
  expect(second.stdout + (await text('q.html')) + (await text('kept/history.ndjson'))).not.toMatch(canary)
})

test('two reports, or the last two runs of a history, are compared; it ends with 1 where something is worse', async () => {
  for (const name of ['before', 'after'])
    await file(`${name}.json`, (await quality('check', name, '--rules', 'rules.json', '--format', 'json')).stdout)
  const worse = await understudy(['quality', 'compare', 'before.json', 'after.json'], { cwd: folder, env })
  expect([worse.code, worse.stderr]).toEqual([1, ''])
  expect(worse.stdout).toMatch(/^since .+\n {2}completeness \+33.3\n {2}validity -33.3\n {2}new /)
  expect((await quality('compare', 'before.json', 'before.json')).code).toBe(0)
  const ofHistory = JSON.parse((await quality('compare', 'kept/history.ndjson', '--json')).stdout)
  expect(ofHistory).toMatchObject({ ok: false, command: 'quality compare', sameRules: true, worse: true })
  expect((await quality('compare', 'kept/history.ndjson', 'after.json')).stdout).toContain('no rule has another result')
})

test('looks by different rules are refused, unless that is meant', async () => {
  await file('other.json', JSON.stringify({ ...rules, completenessRules: [] }))
  await file('fewer.json', (await quality('check', 'before', '--rules', 'other.json', '--format', 'json')).stdout)
  const refused = await quality('compare', 'before.json', 'fewer.json')
  expect([refused.code, refused.stdout]).toEqual([1, ''])
  expect(refused.stderr).toMatch(/QUALITY_RULES_DIFFER[\s\S]*--across-rules/)
  const meant = await quality('compare', 'before.json', 'fewer.json', '--across-rules')
  expect(meant.stdout).toMatch(
    /\(by other rules\)[\s\S]*gone {3}people, mail is there: failed \(1 of 3 fails\), now not there/,
  )
})

test('what is no report is named and not quoted, and a report that cannot be written ends the check before data is read', async () => {
  const wrong = await quality('compare', 'before/people.csv', 'after.json')
  expect([wrong.code, wrong.stderr.includes('REPORT_INVALID'), canary.test(wrong.stderr)]).toEqual([1, true, false])
  expect((await quality('compare', 'nothing.ndjson')).code).toBe(2)
  const pdf = await quality('check', 'before', '--rules', 'rules.json', '--report', 'q.pdf', '--history', 'no.ndjson')
  expect([pdf.code, existsSync(join(folder, 'no.ndjson'))]).toEqual([2, false])
})
