import { isFull } from '../../../test/full.ts'

/** Of the real databases of shared/data the few that `npm test` goes through, and all in `npm run test:full`. */
export function knownDatabases<All>(few: All, all: All): All {
  return isFull ? all : few
}
