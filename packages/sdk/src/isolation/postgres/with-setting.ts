/**
 * The URL whose connections begin with a setting, as libpq's `options` says it. Neither name nor value holds a space or
 * a backslash, which would begin another option.
 */
export function withSetting(url: string, name: string, value: string): string {
  const options = encodeURIComponent(`-c ${name}=${value}`)
  const given = /([?&]options=)([^&#]*)/
  if (given.test(url)) return url.replace(given, (_, before, value) => `${before}${value}%20${options}`)
  return `${url}${url.includes('?') ? '&' : '?'}options=${options}`
}
