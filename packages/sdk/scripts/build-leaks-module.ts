/** Writes src/clone/verify/leaks/leaks-module.ts out of leaks-module/ beside this file; a test holds them together. */
import {
  block,
  ends,
  field,
  grades,
  kinds,
  memory,
  reasons,
  record,
  room,
  says,
  sieve,
  tells,
  where,
} from './leaks-module/layout.ts'
import { leaksModule } from './leaks-module/module.ts'
import { writeModule } from './write-module.ts'

const shared = {
  block,
  memoryPlaces: memory,
  room,
  field,
  kinds,
  says,
  tells,
  grades,
  record,
  where,
  reasons,
  ends,
  sieve,
}
writeModule('leaks', 'clone/verify/leaks/leaks-module.ts', leaksModule(), shared)
