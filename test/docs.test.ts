import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { promisify } from 'node:util'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Block, blocksOf, pagesOf, programsOf, reasonNotToRun, runnable } from './docs/blocks.ts'
import { expressionProblems, problemsOf } from './docs/check-json.ts'
import { Workshop } from './docs/workshop.ts'

const root = join(import.meta.dirname, '..')
const pages = pagesOf(root)
const run = promisify(execFile)
const limit = 120_000
const everyBlock = pages.flatMap((page) => blocksOf(root, page))
const place = ({ page, line }: Block): string => `${page}:${line}`

describe.each(pages)('%s', (page) => {
  const blocks = blocksOf(root, page)
  const running = blocks.filter((block) => reasonNotToRun(block) === undefined)
  const of = (language: string) =>
    running.filter((block) => block.language === language).map((block) => ({ at: place(block), block }))
  const programs = programsOf(blocks).map((block) => ({ at: place(block), block }))
  let workshop: Workshop
  beforeAll(async () => {
    workshop = await Workshop.open()
  }, limit)
  afterAll(() => workshop.close())

  test.each(of('sh'))('$at is run', { timeout: limit }, ({ block }) => workshop.shell(block.code))
  test.each(programs)('$at is a program', { timeout: limit }, ({ block }) =>
    workshop.program(`at-${block.line}.ts`, block.code),
  )
  test.each(of('json'))('$at is in order', ({ block }) => expect(problemsOf(block.code)).toEqual([]))
  test.each(of('sql'))('$at is understood', ({ block }) => expect(expressionProblems(block.code)).toEqual([]))

  test('its links lead somewhere', () => {
    const links = [...readFileSync(join(root, page), 'utf8').matchAll(/\]\((?!https?:|#)([^)#\s]+)[^)]*\)/g)].map(
      ([, to = '']) => to,
    )
    expect(links.filter((to) => !existsSync(join(root, dirname(page), to)))).toEqual([])
  })
})

test('programs of the documentation are typed as they say', { timeout: limit }, async () => {
  const workshop = await Workshop.open()
  try {
    for (const program of pages.flatMap((page) => programsOf(blocksOf(root, page)))) {
      await writeFile(join(workshop.folder, `${program.page.replaceAll(/\W/g, '_')}_${program.line}.ts`), program.code)
    }
    const config = { extends: join(root, 'tsconfig.base.json'), include: ['*.ts'] }
    await writeFile(join(workshop.folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/typescript/bin/tsc')
    await expect(run(process.execPath, [tsc, '-p', workshop.folder])).resolves.toMatchObject({ stdout: '' })
  } finally {
    await workshop.close()
  }
})

test('what is not run says why', () => {
  const left = everyBlock.filter((block) => reasonNotToRun(block) !== undefined)
  for (const block of left) console.info(`not run: ${place(block)} (${block.language}): ${reasonNotToRun(block)}`)
  const silent = everyBlock
    .filter(({ language }) => language !== '' && !runnable.has(language))
    .filter((block) => !left.includes(block))
  expect(silent.map((block) => `${place(block)} ${block.language}`)).toEqual([])
})
