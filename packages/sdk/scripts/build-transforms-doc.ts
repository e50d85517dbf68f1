/** Writes docs/transforms.md out of the registry; a test says when it must be run again. */
import { writeFileSync } from 'node:fs'
import { transformsPage } from '../src/anonymize/transforms/transforms-page.ts'

writeFileSync(new URL('../../../docs/transforms.md', import.meta.url), transformsPage())
