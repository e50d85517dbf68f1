/**
 * Writes the golden file of every kind and transform that has none. Files that stand are left alone: where values are meant
 * to change, raise the version, which gives a new file.
 */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import * as ofTransforms from '../src/anonymize/transforms/golden.ts'
import { transforms } from '../src/anonymize/transforms/registry.ts'
import { goldenName, goldenText } from '../src/values/golden.ts'
import { kinds } from '../src/values/registry.ts'

function write<Of>(path: string, all: readonly Of[], name: (of: Of) => string, text: (of: Of) => string): void {
  const folder = new URL(path, import.meta.url)
  mkdirSync(folder, { recursive: true })
  for (const one of all) {
    const file = new URL(name(one), folder)
    if (existsSync(file)) continue
    writeFileSync(file, text(one))
    process.stderr.write(`${name(one)}\n`)
  }
}

write('../src/values/golden/', kinds(), goldenName, goldenText)
// The transform "fields" masks nothing by itself.
const masking = transforms().filter(({ name }) => name !== 'fields')
write('../src/anonymize/transforms/golden/', masking, ofTransforms.goldenName, ofTransforms.goldenText)
