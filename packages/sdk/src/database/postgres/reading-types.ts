import type pg from 'pg'
import { parsers } from './parse.ts'

/** How we read values, for one pool or query: the driver's own registry, which other code may use, stays as it is. */
export function readingTypes(types: typeof pg.types): { getTypeParser: typeof pg.types.getTypeParser } {
  const asText = (text: string) => text
  return {
    getTypeParser: (type: number, format?: 'text' | 'binary') =>
      format === 'binary' ? types.getTypeParser(type, format) : (parsers.get(type) ?? asText),
  }
}
