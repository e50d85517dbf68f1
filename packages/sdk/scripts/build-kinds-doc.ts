/** Writes docs/kinds.md out of the registry; a test says when it must be run again. */
import { writeFileSync } from 'node:fs'
import { kindsPage } from '../src/values/kinds-page.ts'

writeFileSync(new URL('../../../docs/kinds.md', import.meta.url), kindsPage())
