/** Writes src/anonymize/permute/permute-module.ts out of permute-module/ beside this file; a test holds them together. */
import { column, kinds, memory, reasons, room, SPARE, tables, where } from './permute-module/layout.ts'
import { permuteModule } from './permute-module/module.ts'
import { writeModule } from './write-module.ts'

const shared = { memoryPlaces: memory, room, tables, column, kinds, where, reasons, SPARE }
writeModule('permute', 'anonymize/permute/permute-module.ts', permuteModule(), shared)
