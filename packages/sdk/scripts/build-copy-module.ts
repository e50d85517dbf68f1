/** Writes src/database/postgres/copy-module.ts out of copy-module/ beside this file; a test holds them together. */
import { memory, room, where } from './copy-module/layout.ts'
import { copyModule } from './copy-module/module.ts'
import { writeModule } from './write-module.ts'

writeModule('copy', 'database/postgres/copy-module.ts', copyModule(), { memoryPlaces: memory, room, where })
