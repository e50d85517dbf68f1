import { describe, expect, test } from 'vitest'
import { rowRange, rowsAt } from '../../random/stream.ts'
import { exampleContext } from '../example-context.ts'
import { localeOf } from '../locale.ts'
import { makerOf } from '../registry.ts'
import { textsOf } from '../text-of.ts'

const values = (kind: string, options: object = {}, changes: Parameters<typeof exampleContext>[1] = {}) =>
  textsOf(makerOf(kind, options, exampleContext(kind, changes)).make(rowRange(0, 40)))

describe('any method of faker can be a kind', () => {
  test.each([
    'commerce.productName',
    'vehicle.vin',
    'lorem.sentence',
    'airline.airport',
    'number.int',
    'number.float',
    'datatype.boolean',
    'date.past',
    'date.recent',
    'git.commitSha',
    'internet.jwt',
    'string.ulid',
    'person.fullName',
    'finance.amount',
    'location.nearbyGPSCoordinate',
    'helpers.fake',
    'system.cron',
    'color.rgb',
    'music.songName',
    'food.dish',
  ])('%s gives the same in any order', (method) => {
    const kind = `faker:${method}`
    const options = method === 'helpers.fake' ? { arguments: ['{{person.firstName}} from {{location.city}}'] } : {}
    const maker = makerOf(kind, options, exampleContext(kind))
    const whole = textsOf(maker.make(rowRange(0, 40)))
    const backwards = rowsAt(rowRange(0, 40).numbers.reverse())
    expect(textsOf(makerOf(kind, options, exampleContext(kind)).make(backwards)).reverse()).toEqual(whole)
    expect(new Set(whole).size).toBeGreaterThan(1)
  })

  test('dates know no clock: they are counted from the reference date', () => {
    for (const text of values('faker:date.past')) expect(text).toMatch(/^202[45]-/)
  })

  test('arguments reach the method', () => {
    const numbers = values('faker:number.int', { arguments: [{ min: 5, max: 7 }] }).map(Number)
    expect(new Set(numbers)).toEqual(new Set([5, 6, 7]))
  })

  test('the locale is that of the field', () => {
    const days = new Set(['Montag', 'Dienstag', 'Mittwoch', 'Donnerstag', 'Freitag', 'Samstag', 'Sonntag'])
    for (const day of values('faker:date.weekday', {}, { locale: localeOf('de_AT') })) expect(days).toContain(day)
  })

  test('values of a type are vectors of it', () => {
    const type = (kind: string) => makerOf(kind, {}, exampleContext(kind)).make(rowRange(0, 5)).type
    expect(
      ['number.int', 'number.float', 'datatype.boolean', 'date.past', 'location.nearbyGPSCoordinate'].map((one) =>
        type(`faker:${one}`),
      ),
    ).toEqual(['int', 'float', 'bool', 'timestamp', 'json'])
  })

  test('text can be unique, and says what it holds; other values are refused', () => {
    const kind = 'faker:animal.type'
    const maker = makerOf(kind, {}, exampleContext(kind, { unique: true, maxLength: 20 }))
    const texts = textsOf(maker.make(rowRange(0, 2000)))
    expect(new Set(texts.map((text) => text.toLowerCase())).size).toBe(2000)
    expect(Math.max(...texts.map((text) => text.length))).toBeLessThanOrEqual(20)
    expect(() => values('faker:number.int', {}, { unique: true })).toThrow(
      expect.objectContaining({ code: 'KIND_OPTIONS_INVALID' }),
    )
  })

  test('a method that does not exist gets the nearest one', () => {
    expect(() => values('faker:commerce.productNam')).toThrow(
      expect.objectContaining({ code: 'KIND_UNKNOWN', hint: expect.stringContaining('faker:commerce.productName') }),
    )
    for (const wrong of [
      'faker:',
      'faker:nothing.at',
      'faker:constructor.constructor',
      'faker:commerce.constructor',
      'faker:commerce',
      'faker:person.fullName.x',
    ]) {
      expect(() => values(wrong), wrong).toThrow(expect.objectContaining({ code: 'KIND_UNKNOWN' }))
    }
  })

  test('a method that fails says so', () => {
    expect(() => values('faker:helpers.arrayElement', { arguments: [[]] })).toThrow(
      expect.objectContaining({
        code: 'KIND_OPTIONS_INVALID',
        message: expect.stringContaining('faker.helpers.arrayElement() failed'),
      }),
    )
  })
})
