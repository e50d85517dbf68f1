/** The environment of this process without what the runner around it says, for another one inside. */
export function ownEnvironment(): NodeJS.ProcessEnv {
  const foreign = /^(VITEST|JEST_|TEST$|NODE_ENV$|NODE_OPTIONS$|NODE_TEST_CONTEXT$|FORCE_COLOR$|CI$|UNDERSTUDY_)/
  const kept = Object.entries(process.env).filter(([name]) => !foreign.test(name))
  return { ...Object.fromEntries(kept), NO_COLOR: '1' }
}
