import { execFile } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, test } from 'vitest'
import { blocksOf, pagesOf, place, programsOf, reasonNotToRun, runnable } from './docs/blocks.ts'
import { Workshop } from './docs/workshop.ts'

const root = join(import.meta.dirname, '..')
const pages = pagesOf(root)
const run = promisify(execFile)
const limit = 120_000
const everyBlock = pages.flatMap((page) => blocksOf(root, page))

test('every page is tested by one of the files of docs/', () => {
  const files = readdirSync(join(import.meta.dirname, 'docs')).filter((file) => /^pages-\d+\.test\.ts$/.test(file))
  const calls = files.map(
    (file) => readFileSync(join(import.meta.dirname, 'docs', file), 'utf8').match(/testPages\(.*\)/)?.[0],
  )
  expect(calls.sort()).toEqual(files.map((_, index) => `testPages(${index + 1}, ${files.length})`))
})

test('programs of the documentation are typed as they say', { timeout: limit }, async () => {
  const workshop = await Workshop.open()
  try {
    for (const program of pages.flatMap((page) => programsOf(blocksOf(root, page)))) {
      await writeFile(join(workshop.folder, `${program.page.replaceAll(/\W/g, '_')}_${program.line}.ts`), program.code)
    }
    const config = { extends: join(root, 'tsconfig.base.json'), include: ['*.ts'] }
    await writeFile(join(workshop.folder, 'tsconfig.json'), JSON.stringify(config))
    const tsc = join(root, 'node_modules/typescript-7/bin/tsc')
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
