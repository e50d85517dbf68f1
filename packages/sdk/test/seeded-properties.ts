import fc from 'fast-check'

/**
 * Properties draw the same cases in every run of `npm test`, so that a run says something of a change and nothing of
 * luck. UNDERSTUDY_PROPERTY_SEED draws others: a number, or "random".
 */
const asked = process.env.UNDERSTUDY_PROPERTY_SEED
if (asked !== 'random') fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(asked ?? 1) })
