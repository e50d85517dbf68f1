import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { kindsPage } from './kinds-page.ts'
import { kinds } from './registry.ts'

test('docs/kinds.md is up to date: run `node packages/sdk/scripts/build-kinds-doc.ts`', () => {
  expect(readFileSync(new URL('../../../../docs/kinds.md', import.meta.url), 'utf8')).toBe(kindsPage())
})

test('every kind and option stands in it', () => {
  const page = kindsPage()
  for (const kind of kinds()) expect(page).toContain(`| \`${kind.name}\` |`)
  expect(page).toContain('- `domains` (list of string')
})
