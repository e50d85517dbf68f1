import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { transforms } from './registry.ts'
import { transformsPage } from './transforms-page.ts'

test('docs/transforms.md is up to date: run `node packages/sdk/scripts/build-transforms-doc.ts`', () => {
  expect(readFileSync(new URL('../../../../../docs/transforms.md', import.meta.url), 'utf8')).toBe(transformsPage())
})

test('every transform and option stands in it', () => {
  const page = transformsPage()
  for (const { name, version } of transforms()) expect(page).toContain(`| \`${name}\` ${version} |`)
  expect(page).toContain('  - `weekday` (boolean, default `false`)')
})
