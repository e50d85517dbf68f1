import { testWhere } from './test-where.ts'

/**
 * Whether a test goes through all that it promises: `npm run test:full` says so, where `npm test` holds a small part of it,
 * one engine where both are alike, some of the cases, light of the two themes. Section `cases` finds who asks.
 */
export const isFull = process.env.UNDERSTUDY_TESTS === 'full'

/** A test of what `npm test` shows already on another case; `npm run test:full` runs it. */
export const testInFull = testWhere(isFull)

/** Cases of which `npm test` tries so many, and `npm run test:full` all: the first ones show most. */
export function firstOf<Case>(few: number, all: readonly Case[]): readonly Case[] {
  return isFull ? all : all.slice(0, few)
}
