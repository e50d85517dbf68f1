import { appendFile, mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { evaluateRules } from '../../quality/evaluate/evaluate-rules.ts'
import type { QualityReport } from '../../quality/quality-report.ts'
import { qualityReportOf } from '../../quality/report/quality-report-of.ts'
import type { Rule } from '../../quality/rules.ts'
import { rowsSource } from '../read/rows-source.ts'
import { appendToHistory, readHistory } from './quality-history.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'understudy-history-'))
})
afterAll(() => rm(folder, { recursive: true }))

const rules: readonly Rule[] = [{ id: 'a', entity: 'rows', type: 'notNull', column: 'a' }]

async function reportOf(day: number): Promise<QualityReport> {
  const at = new Date(Date.UTC(2026, 0, day))
  const data = [{ a: 'zyzzyva' }, { a: null }]
  const found = await evaluateRules(rowsSource({ data }), rules, { now: at })
  return qualityReportOf({ dataset: 'rows', at, milliseconds: 1, by: 'rows', rules, ...found })
}

test('a history begins empty and grows by a line for each run, in a folder that need not be there', async () => {
  const path = join(folder, 'new', 'history.ndjson')
  expect(await readHistory(path)).toEqual({ runs: [], damaged: [] })
  const first = await appendToHistory(path, await reportOf(1))
  const second = await appendToHistory(path, await reportOf(2))
  expect(await readHistory(path)).toEqual({ runs: [first, second], damaged: [] })
  expect((await readFile(path, 'utf8')).split('\n')).toHaveLength(3)
})

test('runs that end at the same time all stand in it, each whole', async () => {
  const path = join(folder, 'many.ndjson')
  const reports = await Promise.all(Array.from({ length: 28 }, (_, day) => reportOf(day + 1)))
  await Promise.all(reports.map((report) => appendToHistory(path, report)))
  const { runs, damaged } = await readHistory(path)
  expect(damaged).toEqual([])
  expect(runs.map(({ at }) => at).sort()).toEqual(reports.map(({ at }) => at).sort())
})

test('what a killed process left of a line costs that line alone, and it is told', async () => {
  const path = join(folder, 'torn.ndjson')
  const first = await appendToHistory(path, await reportOf(1))
  await appendFile(path, '{"kind":"understudy.quality-r')
  const second = await appendToHistory(path, await reportOf(2))
  expect(await readHistory(path)).toEqual({ runs: [first, second], damaged: [2] })
})

test('a history that cannot be written or read is an error that names it', async () => {
  await expect(appendToHistory(folder, await reportOf(1))).rejects.toMatchObject({ code: 'WRITE_FAILED', at: folder })
  await expect(readHistory(folder)).rejects.toMatchObject({ code: 'REPORT_INVALID', at: folder })
})
