import { describe, expect, test } from 'vitest'
import type { NestedRule } from '../../transform.ts'
import { exampleRow, exampleRule } from '../example-setting.ts'

type Options = Readonly<Record<string, unknown>>
const nowhere = exampleRow()
const masked = (text: string, options: Options = {}, row = nowhere) =>
  exampleRule({ transform: 'free-text', options }, 'text', {
    typeOf: () => ({ kind: 'scalar', form: 'text' }),
  }).mask.value(text, row) ?? ''
const alone = (transform: NestedRule, text: string) => exampleRule(transform, 'text').mask.value(text, nowhere) ?? ''

describe('what is found is masked as a column of such values is', () => {
  test.each([
    ['email', 'ada.lovelace@mail.acme.com'],
    ['phone', '+44 20 7946 0018'],
    ['phone', '(212) 555-0142'],
    ['credit-card', '4111 1111 1111 1111'],
    ['iban', 'DE89 3704 0044 0532 0130 00'],
    ['iban', 'GB82WEST12345698765432'],
    ['national-id', '078-05-1120'],
    ['national-id', 'AB123456C'],
    ['ip', '8.8.4.4'],
    ['ip', '2606:4700::1111'],
    ['mac', '00:1b:63:84:45:e6'],
    ['uuid', '2f1c3b5e-7c1d-4a8e-9b1f-0d6c2e4a8b10'],
    ['url', 'https://www.acme.com/users/7?x=1'],
    ['date-shift', '2024-02-29'],
    ['street-address', '12 Old Mill Road'],
    ['first-name', 'Jennifer'],
    ['last-name', 'Rodriguez'],
  ])('%s: %s', (transform, value) => {
    expect(masked(`They said (${value}), and left.`)).toBe(`They said (${alone(transform, value)}), and left.`)
  })
  test('a date keeps the way it is written', () => {
    const iso = alone('date-shift', '2024-02-29')
    const [year, month, day] = iso.split('-').map(Number)
    expect(masked('born 29.2.2024.')).toBe(`born ${day}.${month}.${year}.`)
    expect(masked('born 2/29/2024')).toBe(`born ${month}/${day}/${year}`)
  })
})

test('behind a given name or a title a name is taken for one, whether it is in a list or not', () => {
  expect(masked('Mrs. Zyxwvut called Jennifer Qwertz today')).toBe(
    `Mrs. ${alone('last-name', 'Zyxwvut')} called ${alone('first-name', 'Jennifer')} ${alone('last-name', 'Qwertz')} today`,
  )
})

test('values of the row are found in any case, whole and word by word, and agree with their column', () => {
  const row = exampleRow({ name: 'Xenqu Vorbatz', nick: 'qq7' })
  const options = { columns: { name: 'full-name', nick: 'username' } }
  const name = alone('full-name', 'Xenqu Vorbatz')
  const words = name.split(' ')
  expect(masked('xenqu vorbatz, alias qq7', options, row)).toBe(`${name}, alias ${alone('username', 'qq7')}`)
  expect(masked('So VORBATZ wrote; qq77 did not', options, row)).toBe(`So ${words[1]} wrote; qq77 did not`)
})

test('a name of the row does not tear an address apart: nothing of it stays', () => {
  const row = exampleRow({ name: 'Xenqu Vorbatz' })
  const options = { columns: { name: 'full-name' } }
  const address = 'xenqu@real.example.org'
  expect(masked(`ask ${address}`, options, row)).toBe(`ask ${alone('email', address)}`)
})

test('plain numbers and ordinary words stay', () => {
  const text = 'we sold 1,250 units at 19.99 in room 204, and nothing else happened'
  expect(masked(text)).toBe(text)
})

test('a rule of one’s own, or none, for what is found', () => {
  expect(
    masked('see a@acme.com', { entities: { email: { transform: 'constant', options: { value: '[mail]' } } } }),
  ).toBe('see [mail]')
  expect(masked('see a@acme.com', { entities: { email: 'keep' } })).toBe('see a@acme.com')
})

test('replaced, a text has its length and its lines, and no word of it', () => {
  const text = 'Ada Lovelace wrote this.\nShe lived in London, at number 12.'
  const words = masked(text, { mode: 'replace' })
  expect(words.split('\n').map((line) => [...line].length)).toEqual(text.split('\n').map((line) => [...line].length))
  expect(words).not.toMatch(/Ada|Lovelace|London|12/)
})
