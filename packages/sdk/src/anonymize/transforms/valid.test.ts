import { describe, expect, test } from 'vitest'
import { localeOf } from '../../values/locale.ts'
import type { NestedRule } from '../transform.ts'
import type { ValueForm } from '../value-form.ts'
import type { MaskingSetting } from './compile-rule.ts'
import { compileRule } from './compile-rule.ts'
import { exampleColumn, exampleKey, exampleRow, exampleRule, exampleSetting } from './example-setting.ts'
import { readIp } from './network/ip-address.ts'
import { blockPrefix } from './network/ip-blocks.ts'

const nowhere = exampleRow()

function masked(rule: NestedRule, form: ValueForm, texts: readonly string[], changes: Partial<MaskingSetting> = {}) {
  const { mask } = exampleRule(rule, form, changes)
  return texts.map((text) => mask.value(text, nowhere) ?? 'NULL')
}

const many = Array.from({ length: 2000 }, (_, i) => i)
/** Spread over 32 bits, each number once. */
const spread = many.map((i) => Math.imul(i, 2654435761) >>> 0)
const ipOf = (n: number) => [24, 16, 8, 0].map((shift) => (n >>> shift) & 255).join('.')

/** a to z, then A to Z. */
const letter = (i: number) => String.fromCharCode(i < 26 ? 97 + i : 39 + i)

type Case = readonly [
  transform: string,
  form: ValueForm,
  texts: readonly string[],
  options?: Readonly<Record<string, unknown>>,
]

describe('where values stay distinct, they do', () => {
  const unique: readonly Case[] = [
    ['ip', 'inet', spread.map(ipOf)],
    ['ip', 'inet', many.map((i) => `10.${i >> 8}.${i & 255}.0/24`)],
    ['ip', 'inet', many.map((i) => `2001:4860::${(i * 7).toString(16)}`)],
    ['mac', 'mac', spread.map((n) => `00:1b:${n.toString(16).padStart(8, '0').match(/../g)!.join(':')}`)],
    [
      'mac',
      'mac',
      spread.map((n) => `00:1b:63:${(n & 0xffffff).toString(16).padStart(6, '0').match(/../g)!.join(':')}`),
      { vendor: 'keep' },
    ],
    ['hostname', 'text', many.map((i) => `www${i}.acme.com`)],
    ['url', 'text', many.map((i) => `https://acme.com/users/${i}?page=${i % 7}`)],
    ['bits', 'bits', many.map((i) => i.toString(2).padStart(13, '0'))],
    ['postcode', 'text', many.map((i) => String(10_000 + i))],
    ['postcode', 'text', many.map((i) => String(10_000 + i)), { keep: 2 }],
    ['token', 'text', many.map((i) => `sk_live_${i.toString(36).padStart(8, 'a')}`)],
    ['hash', 'text', many.map(String)],
    ['hash', 'uuid', many.map(String)],
    ['file-name', 'text', many.map((i) => `/home/user${i}/me.jpg`)],
    ['tsvector', 'tsvector', many.map((i) => `'word${i}':1`), { words: 'permute' }],
  ]
  test.each(unique.map((one) => [one[0], one[1], one] as const))(
    '%s of %s',
    (transform, form, [, , texts, options]) => {
      const distinct = new Set(texts)
      const results = masked({ transform, options }, form, [...distinct])
      expect(new Set(results).size).toBe(distinct.size)
      expect(results.filter((result, i) => result === [...distinct][i])).toEqual([])
    },
  )

  test('codes of countries, and what is none', () => {
    const codes = Array.from({ length: 52 * 52 }, (_, i) => letter(i % 52) + letter(Math.floor(i / 52)))
    const column = { ...exampleColumn('text'), type: { kind: 'scalar', form: 'text', maxLength: 2 } as const }
    const { mask } = compileRule('country', column, exampleSetting())
    expect(new Set(codes.map((code) => mask.value(code, nowhere))).size).toBe(codes.length)
  })

  test.each(['city', 'street', 'company', 'job-title', 'state', 'lorem', 'full-address', 'user-agent'])(
    '%s permutes letters in a column that must stay distinct',
    (transform) => {
      const column = { ...exampleColumn('text'), unique: true }
      const { mask, promises } = compileRule(transform, column, exampleSetting())
      expect(promises.unique).toBe('preserved')
      const texts = many.map((i) => `Store ${i}`)
      expect(new Set(texts.map((text) => mask.value(text, nowhere))).size).toBe(texts.length)
    },
  )
})

describe('no word of a list is its own mask', () => {
  const { cities, streets, jobTitles, states } = localeOf('en').words
  test.each<[string, readonly string[]]>([
    ['city', cities],
    ['street', streets],
    ['job-title', jobTitles],
    ['state', states],
  ])('%s', (transform, list) => {
    for (const secret of ['a', 'b', 'c', 'd']) {
      const results = masked(transform, 'text', list, { key: exampleKey(secret) })
      expect(results.filter((text, i) => text.toLowerCase() === list[i]?.toLowerCase())).toEqual([])
    }
  })
})

describe('what comes out is of the form that went in', () => {
  test('addresses of a network stay together, private ones private, and no public one becomes reserved', () => {
    const network = masked(
      'ip',
      'inet',
      many.slice(0, 200).map((i) => `8.8.${i >> 7}.${i & 127}`),
    )
    expect(new Set(network.map((text) => text.split('.').slice(0, 2).join('.'))).size).toBe(1)
    expect(new Set(network.map((text) => text.split('.').slice(0, 3).join('.'))).size).toBe(2)
    expect(masked('ip', 'inet', ['10.1.2.3', '192.168.1.77', '127.0.0.1', 'fe80::1'])).toEqual([
      expect.stringMatching(/^10\./),
      expect.stringMatching(/^192\.168\./),
      expect.stringMatching(/^127\./),
      expect.stringMatching(/^fe[89ab]/),
    ])
    for (const n of spread.slice(0, 1500)) {
      const [before, after] = [readIp(ipOf(n))!, readIp(masked('ip', 'inet', [ipOf(n)])[0]!)!]
      expect(blockPrefix(after)).toBe(blockPrefix(before))
    }
  })
  test('no network is its own image, however short it is, and no two have one', () => {
    for (let length = 1; length <= 9; length++) {
      const networks = Array.from({ length: 2 ** length }, (_, i) => `${ipOf(i * 2 ** (32 - length))}/${length}`)
      for (const secret of ['a', 'b', 'c']) {
        const results = masked('ip', 'inet', networks, { key: exampleKey(secret) })
        expect(new Set(results).size).toBe(networks.length)
        expect(results.filter((text, i) => text === networks[i])).toEqual([])
      }
    }
  })
  test('a host in a network stays one, and a private one private', () => {
    const hosts = many.slice(0, 300).map((i) => `10.1.${i >> 6}.${1 + (i & 63)}/8`)
    const results = masked('ip', 'inet', hosts)
    expect(new Set(results).size).toBe(hosts.length)
    expect(results.filter((text) => !/^10\.\d+\.\d+\.\d+\/8$/.test(text) || text === '10.0.0.0/8')).toEqual([])
    expect(masked('ip', 'inet', ['9.9.9.9/31', '9.9.9.8/31'])).not.toEqual(['9.9.9.9/31', '9.9.9.8/31'])
  })
  test('a network keeps its length, and has no bits behind it', () => {
    const [text = ''] = masked('ip', 'inet', ['8.8.0.0/16'])
    expect(text).toMatch(/^\d+\.\d+\.0\.0\/16$/)
    const [six = ''] = masked('ip', 'inet', ['2606:4700::/32'])
    expect(six).toMatch(/^[0-9a-f]{1,4}:[0-9a-f]{1,4}::\/32$/)
  })
  test('a MAC address keeps the two bits that say what it is of', () => {
    for (const first of ['00', '01', '02', 'fe', 'ff']) {
      const [text = ''] = masked('mac', 'mac', [`${first}:1b:63:84:45:e6`])
      expect(text).toMatch(/^[0-9a-f]{2}(:[0-9a-f]{2}){5}$/)
      expect(Number.parseInt(text.slice(0, 2), 16) & 3).toBe(Number.parseInt(first, 16) & 3)
    }
    expect(masked({ transform: 'mac', options: { vendor: 'keep' } }, 'mac', ['00:1b:63:84:45:e6'])[0]).toMatch(
      /^00:1b:63:/,
    )
  })
  test('an URL keeps its scheme, port and names of parameters, and its host is masked as the host’s own column', () => {
    const [text = ''] = masked('url', 'text', ['https://ada@www.acme.com:8080/u/ada%20l/me.jpg?token=abc&x=1#top'])
    const { protocol, port, hostname, pathname, searchParams, username } = new URL(text)
    expect([protocol, port, [...searchParams.keys()].join()]).toEqual(['https:', '8080', 'token,x'])
    expect(hostname).toBe(masked('hostname', 'text', ['www.acme.com'])[0])
    expect(pathname).toMatch(/^\/[a-z]\/[a-z]{3}%20[a-z]\/[a-z]{2}\.jpg$/)
    expect(text).not.toMatch(/acme|ada|abc|top/)
    expect(username).not.toBe('ada')
    expect(masked('url', 'text', ['http://10.1.2.3/'])[0]).toMatch(/^http:\/\/10\./)
  })
  test('countries are countries, and codes of a country agree with its name', () => {
    const [name = '', two = '', three = '', digits = ''] = masked('country', 'text', ['France', 'FR', 'FRA', '250'])
    expect(masked('country', 'text', ['FRANCE'])[0]).toBe(name.toUpperCase())
    expect(new Intl.DisplayNames('en', { type: 'region' }).of(two)).not.toBe(two)
    expect([two.length, three.length, digits.length]).toEqual([2, 3, 3])
  })
  test('hashes of passwords keep scheme, costs and length; what is no hash is hidden', () => {
    const bcrypt = '$2b$12$R9h/cIPz0gi.URNNX3kh2OPST9/PgBkqquzi.Ss7KIUgO2t0jWMUW'
    expect(masked('password', 'text', [bcrypt])[0]).toMatch(/^\$2b\$12\$[./A-Za-z0-9]{53}$/)
    expect(masked('password', 'text', ['5f4dcc3b5aa765d61d8327deb882cf99'])[0]).toMatch(/^[0-9a-f]{32}$/)
    expect(masked('password', 'text', ['hunter2'])[0]).toBe('************')
  })
  test('a hexadecimal token stays hexadecimal, and a well-known prefix stays', () => {
    expect(masked('token', 'text', ['da39a3ee5e6b4b0d3255bfef95601890afd80709'])[0]).toMatch(/^[0-9a-f]{40}$/)
    expect(masked('token', 'text', ['sk_live_4eC39HqLyjWDarjtT1zdp7dc'])[0]).toMatch(/^sk_live_[A-Za-z0-9]{24}$/)
  })
  test('addresses keep their lines and the place and length of the house number', () => {
    expect(masked('street-address', 'text', ['12b Main Street'])[0]).toMatch(/^\d\d[a-z] \D+$/)
    expect(masked('street-address', 'text', ['Hauptstraße 12b'])[0]).toMatch(/^\D+ \d\d[a-z]$/)
    expect(masked('full-address', 'text', ['1 rue X\n75001 Paris'])[0]?.split('\n').length).toBe(2)
    expect(masked('building-number', 'text', many.slice(1, 400).map(String)).filter((n) => n.startsWith('0'))).toEqual(
      [],
    )
  })
  test('another key gives other values', () => {
    const texts = many.slice(0, 50).map((i) => `8.8.${i}.1`)
    const other = masked('ip', 'inet', texts, { key: exampleKey('other') })
    expect(masked('ip', 'inet', texts).filter((text, i) => text === other[i])).toEqual([])
  })
})

describe('an address by subject', () => {
  test('city, state and postcode of a subject are of one place', () => {
    const setting = { subject: { columns: ['id'], of: 'public.people.id' } }
    const row = exampleRow({ id: '7' })
    const of = (transform: string, text: string) =>
      exampleRule({ transform, options: { by: 'subject' } }, 'text', setting).mask.value(text, row) ?? ''
    const whole = of('full-address', '1 Some Street, Town')
    expect(whole).toContain(of('city', 'Springfield'))
    expect(whole).toContain(of('postcode', '12345'))
    expect(of('city', 'Elsewhere')).toBe(of('city', 'Springfield'))
  })
})
