import { execFile } from 'node:child_process'
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { openAudit } from './open-audit.ts'
import { verifyAudit } from './verify-audit.ts'

const root = mkdtempSync(join(tmpdir(), 'understudy-audit-'))
afterAll(() => rmSync(root, { recursive: true }))
const folder = () => mkdtempSync(join(root, 'one-'))
const event = { event: 'source opened', place: 'live', outcome: 'done' } as const

async function logOf(events: number) {
  const audit = openAudit(folder())
  for (let n = 0; n < events; n++) await audit.record({ ...event, details: { n } })
  return { audit, lines: readFileSync(audit.file, 'utf8').split('\n').slice(0, -1) }
}

test('each event is a line that says who, when and what, for its user alone', async () => {
  const { audit, lines } = await logOf(1)
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    number: 1,
    ...event,
    details: { n: 0 },
    pid: process.pid,
    user: expect.any(String),
    host: expect.any(String),
  })
  expect((statSync(audit.file).mode & 0o777).toString(8)).toBe('600')
  expect(await verifyAudit(audit.file)).toMatchObject({ lines: 1, intact: true, head: JSON.parse(lines[0] ?? '').hash })
})

test.each([
  ['a line is changed', (lines: string[]) => lines.with(1, (lines[1] ?? '').replace('live', 'test')), [2, 3]],
  ['a line is removed', (lines: string[]) => lines.toSpliced(1, 1), [2]],
  ['two lines change places', (lines: string[]) => [lines[1], lines[0], lines[2], lines[3]] as string[], [1, 2, 3]],
  ['a line is put in', (lines: string[]) => lines.toSpliced(2, 0, lines[0] ?? ''), [3, 4]],
  ['the first one is gone', (lines: string[]) => lines.slice(1), [1]],
  ['spaces are put in', (lines: string[]) => lines.with(0, (lines[0] ?? '').replace(':', ': ')), [1, 2]],
])('it is told where %s', async (_, change, broken) => {
  const { audit, lines } = await logOf(4)
  writeFileSync(audit.file, `${change(lines).join('\n')}\n`)
  const report = await verifyAudit(audit.file)
  expect([report.intact, report.problems.map(({ line }) => line)]).toEqual([false, broken])
})

test('what is cut off at the end shows in the hash of the last line alone', async () => {
  const { audit, lines } = await logOf(3)
  const { head } = await verifyAudit(audit.file)
  writeFileSync(audit.file, `${lines.slice(0, 2).join('\n')}\n`)
  const report = await verifyAudit(audit.file)
  expect([report.intact, report.head === head]).toEqual([true, false])
})

test('after a line that was half written the chain goes on, and the half stays to be seen', async () => {
  const { audit } = await logOf(2)
  appendFileSync(audit.file, '{"number":3,"at"')
  await audit.record(event)
  const report = await verifyAudit(audit.file)
  expect([report.lines, report.problems.map(({ line }) => line)]).toEqual([4, [3]])
})

test('processes that write at the same time make one chain', async () => {
  const own = folder()
  const program = `
    import { openAudit } from ${JSON.stringify(new URL('./open-audit.ts', import.meta.url).href)}
    const audit = openAudit(process.argv[1])
    for (let n = 0; n < 8; n++) await audit.record({ event: process.argv[2], place: 'live', outcome: 'done' })`
  await Promise.all(
    ['a', 'b', 'c'].map((name) =>
      promisify(execFile)(process.execPath, ['--input-type=module', '-e', program, own, name]),
    ),
  )
  expect(await verifyAudit(openAudit(own).file)).toMatchObject({ lines: 24, intact: true })
}, 30_000)

test('what cannot be recorded is an error', async () => {
  const own = folder()
  writeFileSync(join(own, 'file'), '')
  expect((await failure(openAudit(join(own, 'file')).record(event))).code).toBe('WRITE_FAILED')
})
