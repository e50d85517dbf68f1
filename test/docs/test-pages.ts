import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { isFull } from '../full.ts'
import { type Block, blocksOf, pagesOf, place, programsOf, reasonNotToRun } from './blocks.ts'
import { expressionProblems, problemsOf } from './check-json.ts'
import { Programs } from './programs.ts'
import { Workshop } from './workshop.ts'

const root = join(import.meta.dirname, '../..')
const limit = 120_000
/** Whether each command of a page is a process of its own, as it is for its reader. Linux alone shows enough of a shell to do without. */
const ownProcesses = isFull || process.platform !== 'linux'

/** Tests of every `of`-th page from the `part`-th on, so that files of tests share the pages among them. */
export function testPages(part: number, of: number): void {
  const programs = new Programs()
  afterAll(() => programs.close())
  describe.each(pagesOf(root).filter((_, index) => index % of === part - 1))('%s', (page) => testPage(page, programs))
}

function testPage(page: string, programs: Programs): void {
  const blocks = blocksOf(root, page)
  const running = blocks.filter((block) => reasonNotToRun(block) === undefined)
  const written = (language: string): Block[] => running.filter((block) => block.language === language)
  const named = (all: readonly Block[]) => all.map((block) => ({ at: place(block), block }))
  let workshop: Workshop
  beforeAll(async () => {
    workshop = await Workshop.open(ownProcesses ? undefined : await programs.port)
  }, limit)
  afterAll(() => workshop.close())

  test.each(named(written('sh')))('$at is run', { timeout: limit }, ({ block }) => workshop.shell(block.code))
  test.each(named(programsOf(blocks)))('$at is a program', { timeout: limit }, ({ block }) =>
    workshop.program(programs, `at-${block.line}.ts`, block.code),
  )
  test.each(named(written('json')))('$at is in order', ({ block }) => expect(problemsOf(block.code)).toEqual([]))
  test.each(named(written('sql')))('$at is understood', ({ block }) =>
    expect(expressionProblems(block.code)).toEqual([]),
  )

  test('its links lead somewhere', () => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(
      ([, to = '']) => to,
    )
    expect(links.filter((to) => !existsSync(join(root, dirname(page), to)))).toEqual([])
  })
}
