/**
 * Whether a test goes through all that it promises: `npm run test:full` says so, where `npm test` holds a small part of it,
 * one engine where both are alike, some of the cases, light of the two themes. Section `cases` finds who asks.
 */
export const isFull = process.env.UNDERSTUDY_TESTS === 'full'
