/** Writes src/formats/cells-module.ts out of cells-module/ beside this file; a test holds them together. */
import { writeFileSync } from 'node:fs'
import { marks, memory, room, where } from './cells-module/layout.ts'
import { cellsModule } from './cells-module/module.ts'

const text = `/** Written by scripts/build-cells-module.ts; what it does is said in scripts/cells-module/. */
export const cellsModule =
  '${Buffer.from(cellsModule()).toString('base64')}'
${Object.entries({ memoryPlaces: memory, room, where, marks })
  .map(
    ([name, places]) =>
      `export const ${name} = {\n${Object.entries(places)
        .map(([key, value]) => `  ${key}: ${value},\n`)
        .join('')}} as const\n`,
  )
  .join('\n')}`
writeFileSync(new URL('../src/formats/cells-module.ts', import.meta.url), text)
