import { isIP } from 'node:net'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { SaxesParser } from 'saxes'
import { describe, expect, test } from 'vitest'
import { rowRange } from '../random/stream.ts'
import { exampleContext } from './example-context.ts'
import { kindNamed, makerOf } from './registry.ts'
import { textsOf } from './text-of.ts'

// Checks written from the rules of each scheme, by other means than the values are made with.

const ROWS = 400

function valuesOf(kind: string, options: Readonly<Record<string, unknown>> = {}): string[] {
  return [false, true].flatMap((unique) => {
    if (unique && kindNamed(kind).neverUnique !== undefined) return []
    const maker = makerOf(kind, options, exampleContext(kind, { unique }))
    return textsOf(maker.make(rowRange(0, Math.min(ROWS, unique ? maker.capacity : ROWS))))
  })
}

function luhn(text: string): boolean {
  const doubled = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
  const sum = [...text.replace(/\D/g, '')].reverse().reduce((total, c, i) => total + (i % 2 ? doubled[+c]! : +c), 0)
  return sum % 10 === 0
}

function mod97(text: string): bigint {
  const moved = text.slice(4) + text.slice(0, 4)
  return BigInt([...moved].map((c) => Number.parseInt(c, 36)).join('')) % 97n
}

function dot(text: string, weights: readonly number[]): number {
  return weights.reduce((sum, weight, i) => sum + weight * Number(text[i]), 0)
}

const gtin = (text: string) => {
  const padded = text.padStart(14, '0')
  return dot(padded, [3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1, 3, 1]) % 10 === 0
}

function realDate(year: number, month: number, day: number): boolean {
  const date = new Date(Date.UTC(year, month - 1, day))
  return date.getUTCMonth() === month - 1 && date.getUTCDate() === day
}

function iso7064(text: string): boolean {
  let p = 10
  for (const c of text.slice(0, -1)) {
    p = (p + Number(c)) % 10
    p = ((p === 0 ? 10 : p) * 2) % 11
  }
  return (p + Number(text.at(-1))) % 10 === 1
}

const cpf = (text: string) => {
  const d = text.replace(/\D/g, '')
  const digit = (n: number) => {
    let sum = 0
    for (let i = 0; i < n; i++) sum += Number(d[i]) * (n + 1 - i)
    return ((sum * 10) % 11) % 10
  }
  return d.length === 11 && new Set(d).size > 1 && digit(9) === Number(d[9]) && digit(10) === Number(d[10])
}

const cnpj = (text: string) => {
  const d = text.replace(/\D/g, '')
  const digit = (n: number) => {
    let sum = 0
    for (let i = n - 1, weight = 2; i >= 0; i--, weight = weight === 9 ? 2 : weight + 1) sum += Number(d[i]) * weight
    return ((sum * 10) % 11) % 10
  }
  return d.length === 14 && digit(12) === Number(d[12]) && digit(13) === Number(d[13])
}

const oddItalian = 'BAKPLCQDREVOSFTGUHMINJWZYX'
function italian(text: string): string {
  const sum = [...text].reduce((total, c, i) => {
    const letter = /\d/.test(c) ? 'ABCDEFGHIJ'[Number(c)]! : c
    return total + (i % 2 === 0 ? oddItalian.indexOf(letter) : letter.charCodeAt(0) - 65)
  }, 0)
  return String.fromCharCode(65 + (sum % 26))
}

const verhoeffD = [
  '0123456789',
  '1234067895',
  '2340178956',
  '3401289567',
  '4012395678',
  '5987604321',
  '6598710432',
  '7659821043',
  '8765932104',
  '9876543210',
]
const verhoeffP = [
  '0123456789',
  '1576283094',
  '5803796142',
  '8916043527',
  '9453126870',
  '4286573901',
  '2793806415',
  '7046913258',
]
const verhoeff = (text: string) =>
  [...text.replace(/ /g, '')]
    .reverse()
    .reduce((c, digit, i) => Number(verhoeffD[c]![Number(verhoeffP[i % 8]![Number(digit)])]), 0) === 0

const nationalIds: Readonly<Record<string, (text: string) => boolean>> = {
  'us-ssn': (t) => /^(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}$/.test(t),
  'br-cpf': (t) => /^\d{3}\.\d{3}\.\d{3}-\d\d$/.test(t) && cpf(t),
  'br-cnpj': (t) => /^\d\d\.\d{3}\.\d{3}\/0001-\d\d$/.test(t) && cnpj(t),
  'ca-sin': (t) => /^[1-7]\d\d \d{3} \d{3}$/.test(t) && luhn(t),
  'gb-nino': (t) => /^(?!BG|GB|KN|NK|NT|TN|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z]\d{6}[A-D]$/.test(t),
  'de-tax-id': (t) => {
    return /^[1-9]\d{10}$/.test(t) && iso7064(t) && new Set(t.slice(0, 10)).size === 9
  },
  'fr-insee': (t) =>
    /^[12]\d\d(0[1-9]|1[0-2])\d{10}$/.test(t) && (BigInt(t.slice(0, 13)) + BigInt(t.slice(13))) % 97n === 0n,
  'nl-bsn': (t) => /^\d{9}$/.test(t) && dot(t, [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
  'be-national-number': (t) => {
    const d = t.replace(/\D/g, '')
    const [body, check] = [d.slice(0, 9), Number(d.slice(9))]
    return d.length === 11 && [BigInt(body), BigInt(`2${body}`)].some((n) => 97n - (n % 97n) === BigInt(check))
  },
  'es-dni': (t) => /^\d{8}[A-Z]$/.test(t) && 'TRWAGMYFPDXBNJZSQVHLCKE'[Number(t.slice(0, 8)) % 23] === t[8],
  'es-nie': (t) =>
    /^[XYZ]\d{7}[A-Z]$/.test(t) &&
    'TRWAGMYFPDXBNJZSQVHLCKE'[Number('XYZ'.indexOf(t[0]!) + t.slice(1, 8)) % 23] === t[8],
  'it-fiscal-code': (t) => /^[A-Z]{6}\d\d[A-EHLMPRST]\d\d[A-Z]\d{3}[A-Z]$/.test(t) && italian(t.slice(0, 15)) === t[15],
  'pt-nif': (t) => {
    const rest = 11 - (dot(t, [9, 8, 7, 6, 5, 4, 3, 2]) % 11)
    return /^[12]\d{8}$/.test(t) && Number(t[8]) === (rest > 9 ? 0 : rest)
  },
  'pl-pesel': (t) => {
    const month = Number(t.slice(2, 4))
    const year = (month > 20 ? 2000 : 1900) + Number(t.slice(0, 2))
    return dot(t, [1, 3, 7, 9, 1, 3, 7, 9, 1, 3, 1]) % 10 === 0 && realDate(year, month % 20, Number(t.slice(4, 6)))
  },
  'se-personnummer': (t) =>
    /^(19|20)\d{6}-\d{4}$/.test(t) && luhn(t.slice(2)) && realDate(+t.slice(0, 4), +t.slice(4, 6), +t.slice(6, 8)),
  'fi-hetu': (t) =>
    '0123456789ABCDEFHJKLMNPRSTUVWXY'[Number(t.slice(0, 6) + t.slice(7, 10)) % 31] === t[10] &&
    /^\d{6}[-A]9\d\d.$/.test(t),
  'ee-personal-code': (t) => {
    const check = [
      [1, 2, 3, 4, 5, 6, 7, 8, 9, 1],
      [3, 4, 5, 6, 7, 8, 9, 1, 2, 3],
    ].map((weights) => dot(t, weights) % 11)
    return Number(t[10]) === (check[0]! < 10 ? check[0] : check[1]! % 10)
  },
  'za-id': (t) => /^\d{13}$/.test(t) && luhn(t) && t[10] === '0',
  'in-aadhaar': (t) => /^[2-9]\d{3} \d{4} \d{4}$/.test(t) && verhoeff(t),
}

describe('national numbers have right check digits and shapes', () => {
  test.each(Object.entries(nationalIds))('%s', (kind, isValid) => {
    expect(valuesOf(kind).filter((text) => !isValid(text))).toEqual([])
  })
  test('those known to be right pass the checks, and a wrong digit does not', () => {
    const known = {
      'br-cpf': '529.982.247-25',
      'br-cnpj': '11.222.333/0001-81',
      'es-dni': '12345678Z',
      'nl-bsn': '111222333',
      'de-tax-id': '86095742719',
      'pl-pesel': '44051401359',
      'it-fiscal-code': 'RSSMRA85T10A562S',
      'fr-insee': '255081416802538',
      'ee-personal-code': '37605030299',
      'pt-nif': '123456789',
    }
    for (const [kind, text] of Object.entries(known)) {
      expect(nationalIds[kind]!(text), kind).toBe(true)
      const place = kind === 'it-fiscal-code' ? 7 : 5
      const wrong = text.slice(0, place) + ((Number(text[place]) + 1) % 10 || 1) + text.slice(place + 1)
      expect(nationalIds[kind]!(wrong), `${kind} ${wrong}`).toBe(false)
    }
  })
})

test('every kind of national number is reached by its country', () => {
  const { examples = [] } = kindNamed('national-id')
  for (const options of examples) {
    const values = valuesOf('national-id', options)
    expect(
      Object.values(nationalIds).some((isValid) => values.every((text) => isValid(text))),
      JSON.stringify(options),
    ).toBe(true)
  }
})

describe('IBAN', () => {
  const lengths: Readonly<Record<string, number>> = {
    AT: 20,
    BE: 16,
    CH: 21,
    CZ: 24,
    DE: 22,
    DK: 18,
    ES: 24,
    FI: 18,
    FR: 27,
    GB: 22,
    IE: 22,
    IT: 27,
    LU: 20,
    NL: 18,
    NO: 15,
    PL: 28,
    PT: 25,
    SE: 24,
  }
  test.each(Object.keys(lengths))('%s: length, country and mod 97', (country) => {
    for (const text of valuesOf('iban', { country })) {
      expect(text).toMatch(new RegExp(`^${country}\\d\\d[A-Z0-9]+$`))
      expect(text.length).toBe(lengths[country])
      expect(mod97(text)).toBe(1n)
    }
  })
  const own: Readonly<Record<string, (bban: string) => boolean>> = {
    BE: (b) => Number(b.slice(0, 10)) % 97 === Number(b.slice(10)) % 97,
    ES: (b) => {
      const digit = (ten: string) => (11 - (dot(ten, [1, 2, 4, 8, 5, 10, 9, 7, 3, 6]) % 11)) % 11
      return (
        [digit(`00${b.slice(0, 8)}`), digit(b.slice(10))].map((d) => (d === 10 ? 1 : d)).join('') === b.slice(8, 10)
      )
    },
    FI: (b) => luhn(b),
    FR: (b) =>
      (89n * BigInt(b.slice(0, 5)) +
        15n * BigInt(b.slice(5, 10)) +
        3n * BigInt(b.slice(10, 21)) +
        BigInt(b.slice(21))) %
        97n ===
      0n,
    IT: (b) => italian(b.slice(1)) === b[0],
    NL: (b) => dot(b.slice(4), [10, 9, 8, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
    NO: (b) => dot(b, [5, 4, 3, 2, 7, 6, 5, 4, 3, 2, 1]) % 11 === 0,
    PL: (b) => dot(b, [3, 9, 7, 1, 3, 9, 7, 1]) % 10 === 0,
    PT: (b) => BigInt(b) % 97n === 1n,
    CZ: (b) => dot(b.slice(10), [6, 3, 7, 9, 10, 5, 8, 4, 2, 1]) % 11 === 0,
  }
  test.each(Object.entries(own))('%s: the check digits of the country', (country, isValid) => {
    expect(valuesOf('iban', { country }).filter((text) => !isValid(text.slice(4)))).toEqual([])
  })
  test('in groups of four', () => {
    for (const text of valuesOf('iban', { country: 'DE', spaces: true }))
      expect(text).toMatch(/^DE\d\d( \d{4}){4} \d\d$/)
  })
})

describe('VAT numbers', () => {
  const valid: Readonly<Record<string, (text: string) => boolean>> = {
    AT: (t) => {
      const d = t.slice(3)
      const sum = [1, 3, 5].reduce(
        (s, i) => s + [...String(Number(d[i]) * 2)].reduce((x, c) => x + Number(c), 0),
        dot(d, [1, 0, 1, 0, 1, 0, 1]),
      )
      return /^ATU\d{8}$/.test(t) && (96 - sum) % 10 === Number(d[7])
    },
    BE: (t) => /^BE0\d{9}$/.test(t) && 97 - (Number(t.slice(2, 10)) % 97) === Number(t.slice(10)),
    DE: (t) => /^DE[1-9]\d{8}$/.test(t) && iso7064(t.slice(2)),
    ES: (t) => /^ESB\d{8}$/.test(t) && luhn(t.slice(3)),
    FR: (t) =>
      /^FR\d{11}$/.test(t) && luhn(t.slice(4)) && (12 + 3 * (Number(t.slice(4)) % 97)) % 97 === Number(t.slice(2, 4)),
    GB: (t) => /^GB\d{9}$/.test(t) && (dot(t.slice(2), [8, 7, 6, 5, 4, 3, 2]) + Number(t.slice(9))) % 97 === 0,
    IT: (t) => /^IT\d{11}$/.test(t) && luhn(t.slice(2)),
    NL: (t) => /^NL\d{9}B\d\d$/.test(t) && dot(t.slice(2), [9, 8, 7, 6, 5, 4, 3, 2, -1]) % 11 === 0,
    PL: (t) => /^PL\d{10}$/.test(t) && dot(t.slice(2), [6, 5, 7, 2, 3, 4, 5, 6, 7, -1]) % 11 === 0,
  }
  test.each(Object.entries(valid))('%s', (country, isValid) => {
    expect(valuesOf('vat-id', { country }).filter((text) => !isValid(text))).toEqual([])
  })
})

describe('cards, articles and books', () => {
  const brands = {
    visa: /^4\d{15}$/,
    mastercard: /^5[1-5]\d{14}$/,
    'american-express': /^3[47]\d{13}$/,
    discover: /^6(011|4[4-9]\d)\d{12}$/,
    'diners-club': /^3(0[0-5]|6|8)\d+$/,
    jcb: /^35(2[89]|[3-8]\d)\d{12}$/,
  }
  test.each(Object.entries(brands))('%s: prefix, length and Luhn', (brand, shape) => {
    for (const text of valuesOf('credit-card', { brand })) {
      expect(text).toMatch(shape)
      expect(luhn(text), text).toBe(true)
    }
  })
  test('brand, number and code of a row agree', () => {
    const rows = rowRange(0, 300)
    const [brand, number, code] = ['card-brand', 'credit-card', 'cvv'].map((kind) =>
      textsOf(makerOf(kind, {}, exampleContext(kind)).make(rows)),
    )
    const names = Object.keys(brands)
    brand!.forEach((name, i) => {
      expect(names).toContain(name)
      expect(number![i]).toMatch(Object.entries(brands).find(([one]) => one === name)![1])
      expect(code![i]!.length).toBe(name === 'american-express' ? 4 : 3)
    })
  })
  test.each([{}, { length: 8 }, { length: 12 }, { length: 14 }])('EAN %o', (options) => {
    expect(valuesOf('ean', options).filter((text) => !gtin(text))).toEqual([])
  })
  test('ISBN of both lengths', () => {
    expect(valuesOf('isbn').filter((text) => !/^978\d{10}$/.test(text) || !gtin(text))).toEqual([])
    const isbn10 = (t: string) =>
      [...t].reduce((sum, c, i) => sum + (10 - i) * (c === 'X' ? 10 : Number(c)), 0) % 11 === 0
    expect(valuesOf('isbn', { form: '10' }).filter((text) => !isbn10(text))).toEqual([])
  })
  test('a BIC has the form of ISO 9362', () => {
    for (const text of valuesOf('bic')) expect(text).toMatch(/^[A-Z]{4}US[A-Z0-9]{2}\d{3}$/)
  })
})

describe('addresses of machines', () => {
  test('IP addresses are such, inside of their networks', () => {
    for (const text of valuesOf('ipv4', { network: '192.168.4.0/22' })) {
      expect(isIP(text)).toBe(4)
      expect(text).toMatch(/^192\.168\.[4-7]\./)
    }
    for (const text of valuesOf('ipv6')) {
      expect(isIP(text)).toBe(6)
      expect(text).toMatch(/^2001:db8:/)
    }
    for (const text of valuesOf('cidr')) expect(text).toMatch(/^10\.\d+\.\d+\.0\/24$/)
    expect(valuesOf('mac').filter((text) => !/^02(:[0-9a-f]{2}){5}$/.test(text))).toEqual([])
  })
  test('URLs parse, and mail can reach nobody', () => {
    for (const kind of ['url', 'avatar']) {
      for (const text of valuesOf(kind)) expect(new URL(text).hostname).toMatch(/(^|\.)example\.com$/)
    }
    for (const kind of ['email', 'company-email']) {
      for (const text of valuesOf(kind))
        expect(text).toMatch(/^[a-z]+([._][a-z]+)?\d*@([a-z]+-[a-z]+\.)?example\.(com|org|net)$/)
    }
    for (const text of valuesOf('domain')) expect(text).toMatch(/^[a-z]+-[a-z]+\.example\.com$/)
    for (const text of valuesOf('slug')) expect(text).toMatch(/^[a-z0-9]+(-[a-z0-9]+)*$/)
  })
  test('UUIDs have their version and variant, and those of version 7 grow with the rows', () => {
    const shape = (version: number) =>
      new RegExp(`^[0-9a-f]{8}-[0-9a-f]{4}-${version}[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$`)
    for (const text of valuesOf('uuid')) expect(text).toMatch(shape(4))
    const timed = textsOf(makerOf('uuid', { version: 7 }, exampleContext('uuid')).make(rowRange(0, 1000)))
    for (const text of timed) expect(text).toMatch(shape(7))
    expect([...timed].sort()).toEqual(timed)
    const first = Number.parseInt(timed[0]!.replace('-', '').slice(0, 12), 16)
    expect(new Date(first).toISOString()).toMatch(/^2020-01-01T00:00:00/)
  })
})

describe('documents', () => {
  test.each((kindNamed('json').examples ?? []).map((options) => [options] as const))(
    'JSON is valid against its schema: %o',
    (options) => {
      const schema = options.schema as object | undefined
      const documents = valuesOf('json', options).map((text) => JSON.parse(text) as unknown)
      if (!schema) return expect(documents.every((one) => typeof one === 'object')).toBe(true)
      const check = new Ajv2020({ strict: false, validateFormats: false }).compile(schema)
      for (const document of documents) expect(check(document), JSON.stringify(check.errors)).toBe(true)
    },
  )
  test('XML is well formed', () => {
    for (const text of valuesOf('xml')) {
      const parser = new SaxesParser()
      const failures: unknown[] = []
      parser.on('error', (error) => failures.push(error))
      parser.write(text).close()
      expect(failures).toEqual([])
    }
  })
  test('hstore, GeoJSON, points and ranges have their notations', () => {
    for (const text of valuesOf('hstore')) expect(text).toMatch(/^"\w+"=>"\w+"(, "\w+"=>"\w+")*$/)
    for (const text of valuesOf('geojson')) {
      const { type, coordinates } = JSON.parse(text) as { type: string; coordinates: [number, number] }
      expect(type).toBe('Point')
      expect(Math.abs(coordinates[0])).toBeLessThanOrEqual(180)
      expect(Math.abs(coordinates[1])).toBeLessThanOrEqual(90)
    }
    for (const text of valuesOf('wkt')) expect(text).toMatch(/^POINT\(-?[\d.]+ -?[\d.]+\)$/)
    for (const text of valuesOf('date-range')) {
      const [from, to] = text.slice(1, -1).split(',')
      expect(Date.parse(from!)).toBeLessThan(Date.parse(to!))
    }
    for (const text of valuesOf('number-range')) {
      const [from, to] = text.slice(1, -1).split(',').map(Number)
      expect(from).toBeLessThan(to!)
    }
    for (const text of valuesOf('duration')) expect(text).toMatch(/^P(\d+D)?(T(?=\d)(\d+H)?(\d+M)?(\d+S)?)?$/)
  })
})

test('user names, phones and the like are of their shapes', () => {
  for (const text of valuesOf('username')) expect(text).toMatch(/^[a-z]+([._][a-z]+)?\d*$/)
  for (const text of valuesOf('phone')) expect(text).toMatch(/^\+[1-9]\d{7,14}$/)
  for (const text of valuesOf('hex-color')) expect(text).toMatch(/^#[0-9a-f]{6}$/)
  for (const text of valuesOf('version')) expect(text).toMatch(/^\d+\.\d+\.\d+$/)
  for (const text of valuesOf('card-expiry')) expect(text).toMatch(/^(0[1-9]|1[0-2])\/\d\d$/)
  for (const text of valuesOf('base64')) expect(Buffer.from(text, 'base64').toString('base64')).toBe(text)
})

test('values of a pattern match it', () => {
  for (const { pattern } of (kindNamed('pattern').examples ?? []) as { pattern: string }[]) {
    const whole = new RegExp(`^(?:${pattern})$`)
    expect(
      valuesOf('pattern', { pattern }).filter((text) => !whole.test(text)),
      pattern,
    ).toEqual([])
  }
})
