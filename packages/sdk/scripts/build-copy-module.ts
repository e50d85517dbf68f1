/** Writes src/database/postgres/copy-module.ts out of copy-module/ beside this file; a test holds them together. */
import { writeFileSync } from 'node:fs'
import { memory, room, where } from './copy-module/layout.ts'
import { copyModule } from './copy-module/module.ts'

const text = `/** Written by scripts/build-copy-module.ts; what it does is said in scripts/copy-module/. */
export const copyModule =
  '${Buffer.from(copyModule()).toString('base64')}'
${Object.entries({ memoryPlaces: memory, room, where })
  .map(
    ([name, places]) =>
      `export const ${name} = {\n${Object.entries(places)
        .map(([key, value]) => `  ${key}: ${value},\n`)
        .join('')}} as const\n`,
  )
  .join('\n')}`
writeFileSync(new URL('../src/database/postgres/copy-module.ts', import.meta.url), text)
