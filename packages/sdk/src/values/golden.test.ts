import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenName, goldenText } from './golden.ts'
import { kinds } from './registry.ts'

const folder = new URL('./golden/', import.meta.url)

describe('the values of a kind and version never change', () => {
  test.each(kinds().map((kind) => [goldenName(kind), kind] as const))('%s', (name, kind) => {
    const file = new URL(name, folder)
    expect(existsSync(file), `${name} is missing: run \`node packages/sdk/scripts/write-golden.ts\``).toBe(true)
    expect(goldenText(kind), `values changed: raise the version of ${kind.name}, or take the change back`).toBe(
      readFileSync(file, 'utf8'),
    )
  })
})

test('no golden file is left of a kind that is gone', () => {
  const names = new Set(kinds().map(({ name }) => name))
  const orphans = readdirSync(folder).filter((file) => !names.has(file.replace(/@\d+\.json$/, '')))
  expect(orphans).toEqual([])
})
