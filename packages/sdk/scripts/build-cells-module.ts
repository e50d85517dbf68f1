/** Writes src/formats/cells-module.ts out of cells-module/ beside this file; a test holds them together. */
import { marks, memory, room, where } from './cells-module/layout.ts'
import { cellsModule } from './cells-module/module.ts'
import { writeModule } from './write-module.ts'

writeModule('cells', 'formats/cells-module.ts', cellsModule(), { memoryPlaces: memory, room, where, marks })
