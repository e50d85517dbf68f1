import { readFile, stat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { expect, test } from 'vitest'
import { fileOf, pictures, pictureWidths, root } from './dashboard-pictures.ts'

const files = pictures.flatMap((picture) => pictureWidths(picture).map((width) => fileOf(picture, width)))

test('each screen has its pictures, none of them large, and the page of pictures shows them', async () => {
  const page = await readFile(join(root, 'docs/dashboard-pictures.md'), 'utf8')
  const missing: string[] = []
  for (const file of files) {
    const name = basename(file)
    const size = await stat(file).then(
      ({ size }) => size,
      () => 0,
    )
    if (size < 1000 || size > 120_000) missing.push(`${name} has ${size} bytes`)
    if (!page.includes(`images/dashboard/${name}`)) missing.push(`${name} is not shown`)
  }
  expect(missing, 'node test/dashboard-screenshots.ts takes them anew').toEqual([])
})
