import type { Dice } from './dice.ts'

/** Texts that have broken programs: quoting, paths, templates, encodings, sizes, numbers, names of JavaScript's own. */
export const naughtyTexts: readonly string[] = [
  '',
  ' ',
  '\t\n\r',
  '\0',
  'a\0b',
  '\u0001\u001f\u007f\u0080',
  '\ud800',
  'a\udc00b',
  '\ufeff',
  '\ufffe\uffff',
  '\u202eabc\u202c',
  '\u2028\u2029',
  'e\u0301 \u00e9',
  '\u{1f469}\u200d\u{1f469}\u200d\u{1f467}',
  'İıſß',
  '田中さん',
  "'",
  '"',
  "' or '1'='1",
  "'; drop table teams; --",
  '1; select pg_sleep(5)',
  '") or ("1"="1',
  'x\\',
  '\\x00',
  '%00',
  '%',
  '%%%',
  '%s%n%x',
  '_%_%',
  '$1',
  '$\u007b7*7}',
  '{{7*7}}',
  '$(id)',
  '`id`',
  '| id',
  '../../../../etc/passwd',
  '..\\..\\windows',
  '..',
  '.',
  '/',
  '//',
  'C:\\',
  'file:///etc/passwd',
  'http://169.254.169.254/latest/meta-data',
  'javascript:alert(1)',
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  '<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/passwd">]><x>&e;</x>',
  '\r\nset-cookie: a=b',
  '__proto__',
  'constructor',
  'prototype',
  'toString',
  'hasOwnProperty',
  'null',
  'undefined',
  'true',
  'NaN',
  'Infinity',
  '-0',
  '1e309',
  '0x10',
  '1_000',
  '９',
  '00000000-0000-0000-0000-000000000000',
  '018f0000-0000-7000-8000-000000000000',
  '2026-02-30T25:61:61Z',
  '9'.repeat(400),
  'a'.repeat(10_000),
  '(a+)+$',
  `${'('.repeat(2000)}${')'.repeat(2000)}`,
  `not ${'not '.repeat(500)}a`,
  "a = 'b' or ".repeat(200),
]

const numbers: readonly number[] = [
  0,
  -0,
  -1,
  1.5,
  2 ** 31,
  2 ** 32,
  2 ** 53,
  2 ** 63,
  -(2 ** 63),
  1e308,
  5e-324,
  Number.MAX_SAFE_INTEGER,
]

/** JSON that no schema asks for. */
export function hostileValue(dice: Dice): unknown {
  switch (dice.whole(0, 7)) {
    case 0:
      return null
    case 1:
      return dice.pick(numbers)
    case 2:
      return dice.chance(0.5)
    case 3:
      return []
    case 4:
      return {}
    case 5:
      return [dice.pick(naughtyTexts), [dice.pick(numbers)]]
    default:
      return dice.pick(naughtyTexts)
  }
}

/** Bodies that are no JSON, or more of it than anybody expects; as text, for JavaScript would not write them. */
export function hostileBody(dice: Dice): string {
  return dice.pick([
    '',
    '{',
    '[]',
    'null',
    '"text"',
    '1e999',
    '{"a":1,"a":2}',
    '{"__proto__":{"polluted":true}}',
    '{"constructor":{"prototype":{"polluted":true}}}',
    `{"schema":{"__proto__":{"polluted":true},"entities":[{"name":"__proto__","fields":{"__proto__":"sequence","constructor":"email"}}]},"rows":1}`,
    '\ufeff{}',
    '{"a":"\\ud800"}',
    '{"name":"\\u0000"}',
    "{'a':1}",
    '{"a":1}garbage',
    'a=b&c=d',
    '<x/>',
    `${'['.repeat(50_000)}${']'.repeat(50_000)}`,
    `${'{"a":'.repeat(20_000)}1${'}'.repeat(20_000)}`,
    `{"name":"${'x'.repeat(1_000_000)}"}`,
    `{${Array.from({ length: 20_000 }, (_, i) => `"k${i}":${i}`).join()}}`,
    `{"entities":[${Array.from({ length: 2000 }, (_, i) => `{"name":"e${i}","fields":{"id":"sequence"}}`).join()}]}`,
  ])
}

/** What may stand in a path as it is, encoded or half so. */
export const rawSegments: readonly string[] = [
  '%00',
  '%ED%A0%80',
  '%C0%AF',
  '%FF',
  '%',
  '%zz',
  '%2F',
  '%2e%2e%2f',
  '..%2f..%2f',
  ';a=b',
  '*',
  ':team',
  '{team}',
  '%20',
  '%E2%80%AE',
  'a'.repeat(5000),
]

export const hostileHeaders: readonly (readonly [string, string])[] = [
  ['authorization', 'Bearer'],
  ['authorization', 'Bearer ptd_main_x_y'],
  ['authorization', `Bearer ${'a'.repeat(5000)}`],
  ['authorization', 'Bearer eyJhbGciOiJub25lIn0.e30.'],
  ['authorization', 'Basic YTpi'],
  ['cookie', 'understudy_access=%00; understudy_refresh='],
  ['cookie', '='.repeat(500)],
  ['content-type', 'text/plain'],
  ['content-type', 'application/json; charset=utf-16'],
  ['content-type', 'application/x-www-form-urlencoded'],
  ['content-type', 'multipart/form-data; boundary='],
  ['content-type', '\u00ff'],
  ['content-length', '5'],
  ['content-encoding', 'gzip'],
  ['accept', '../..'],
  ['if-match', '"'],
  ['if-match', 'W/"x", *'],
  ['if-none-match', '*'],
  ['idempotency-key', 'one and the same'],
  ['idempotency-key', 'same-key'],
  ['idempotency-key', 'x'.repeat(300)],
  ['last-event-id', '-1'],
  ['last-event-id', '1e3'],
  ['last-event-id', '99999999999999999999'],
  ['x-forwarded-for', `${'1.2.3.4, '.repeat(100)}x`],
  ['x-forwarded-for', '::ffff:127.0.0.1'],
  ['x-request-id', "'; --"],
  ['x-http-method-override', 'DELETE'],
  ['origin', 'null'],
  ['origin', 'https://evil.example'],
  ['sec-fetch-site', 'cross-site'],
  ['host', 'evil.example'],
  ['transfer-encoding', 'chunked, identity'],
  ['range', 'bytes=0-0'],
]
