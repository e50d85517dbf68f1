/**
 * Writes the golden file of every kind that has none. Files that stand are left alone: where a kind's values are meant to
 * change, raise its version, which gives it a new file.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { goldenName, goldenText } from '../src/values/golden.ts'
import { kinds } from '../src/values/registry.ts'

const folder = new URL('../src/values/golden/', import.meta.url)
mkdirSync(folder, { recursive: true })
for (const kind of kinds()) {
  const file = new URL(goldenName(kind), folder)
  if (existsSync(file)) continue
  writeFileSync(file, goldenText(kind))
  process.stderr.write(`${goldenName(kind)}\n`)
}
