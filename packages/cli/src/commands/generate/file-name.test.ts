import { expect, test } from 'vitest'
import { fileNames } from './file-name.ts'

test('an ordinary name is the name of its file', () => {
  expect([...fileNames(['film', 'Order Details', 'naïve'], 'csv').values()]).toEqual([
    'film.csv',
    'Order Details.csv',
    'naïve.csv',
  ])
})

test('no name leaves the folder, and no two meet on a file system that ignores letter case', () => {
  const names = [
    '..',
    '../../etc/passwd',
    'a/b',
    'a\\b',
    'CON',
    'nul',
    'Film',
    'film',
    '.hidden',
    'x'.repeat(300),
    '\0',
    '',
  ]
  const files = [...fileNames(names, 'csv').values()]
  expect(new Set(files.map((file) => file.toLowerCase())).size).toBe(names.length)
  for (const file of files) expect(file).toMatch(/^[^./\\\0][^/\\\0]{0,120}$/)
})
