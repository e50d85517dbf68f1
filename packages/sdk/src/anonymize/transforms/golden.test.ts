import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, test } from 'vitest'
import { goldenName, goldenText } from './golden.ts'
import { transforms } from './registry.ts'

const folder = new URL('./golden/', import.meta.url)
/** It masks nothing by itself. */
const masking = transforms().filter(({ name }) => name !== 'fields')

describe('what a transform of a version gives under a key never changes', () => {
  test.each(masking.map((transform) => [goldenName(transform), transform] as const))('%s', (name, transform) => {
    const file = new URL(name, folder)
    expect(existsSync(file), `${name} is missing: run \`node packages/sdk/scripts/write-golden.ts\``).toBe(true)
    expect(
      goldenText(transform),
      `values changed: raise the version of ${transform.name}, or take the change back`,
    ).toBe(readFileSync(file, 'utf8'))
  })
})

test('no golden file is left of a transform that is gone', () => {
  const names = new Set(transforms().map(({ name }) => name))
  const orphans = readdirSync(folder).filter((file) => !names.has(file.replace(/@\d+\.json$/, '')))
  expect(orphans).toEqual([])
})
