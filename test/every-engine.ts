/**
 * Whether what is alike on both engines is tested on both: `npm test` does it on one of them, `npm run test:full runners`
 * sets it.
 */
export const onEveryEngine = process.env.UNDERSTUDY_ENGINES === 'all'
