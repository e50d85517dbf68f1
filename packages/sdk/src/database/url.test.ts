import { describe, expect, test } from 'vitest'
import { parseUrl, redactUrl } from './url.ts'

describe('parseUrl', () => {
  test.each([
    ['postgres://u:p@h:5432/d', 'postgres', 'postgres://u:p@h:5432/d'],
    ['postgresql:///d?host=/tmp', 'postgres', 'postgresql:///d?host=/tmp'],
    ['postgres://u@/d?host=/tmp', 'postgres', 'postgres://u@/d?host=/tmp'],
    ['sqlite:./a.db', 'sqlite', './a.db'],
    ['sqlite:///tmp/a b.db', 'sqlite', '/tmp/a b.db'],
    ['sqlite::memory:', 'sqlite', ''],
    ['folder/a.sqlite', 'sqlite', 'folder/a.sqlite'],
    ['C:\\data\\a.db', 'sqlite', 'C:\\data\\a.db'],
    ['pglite:./folder', 'pglite', './folder'],
    ['pglite:', 'pglite', ''],
  ])('reads %s', (url, engine, target) => {
    expect(parseUrl(url)).toEqual({ engine, target })
  })

  test.each(['', 'mysql://u:secret@h/d', 'postgres://u:se#cret@h/d', 'shop.json', 'http://h/a.db'])(
    'refuses %j',
    (url) => {
      expect(() => parseUrl(url)).toThrow(expect.objectContaining({ code: 'URL_INVALID' }))
      expect(() => parseUrl(url)).not.toThrow(/secret|se#cret/)
    },
  )
})

describe('redactUrl', () => {
  test.each([
    ['postgres://u:secret@h/d', 'postgres://u:***@h/d'],
    ['postgres://u:se@cr/et@h/d', 'postgres://u:***@h/d'],
    ['postgres://:secret@h', 'postgres://:***@h'],
    ['postgres://h/d?user=u&password=secret&sslmode=require', 'postgres://h/d?user=u&password=***&sslmode=require'],
    ['postgres://u@h/d', 'postgres://u@h/d'],
    ['sqlite:./a.db', 'sqlite:./a.db'],
  ])('of %s is %s', (url, redacted) => {
    expect(redactUrl(url)).toBe(redacted)
  })
})
