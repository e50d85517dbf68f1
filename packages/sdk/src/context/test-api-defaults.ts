/** What holds of a test data API where nobody says otherwise; both sides start from it. */
export const testApiDefaults = {
  basePath: '/api/test/',
  prefix: 'understudy_test_',
  minutes: 60,
  capMinutes: 24 * 60,
} as const
