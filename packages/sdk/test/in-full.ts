import { isFull } from '../../../test/full.ts'
import { testWhere } from './test-where.ts'

/** A test of what `npm test` shows already on another case; `npm run test:full` runs it. */
export const testInFull = testWhere(isFull)

/** Cases of which `npm test` tries so many, and `npm run test:full` all: the first ones show most. */
export function firstOf<Case>(few: number, all: readonly Case[]): readonly Case[] {
  return isFull ? all : all.slice(0, few)
}
