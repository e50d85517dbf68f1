import type { PersonalClass } from './personal-class.ts'

const letters = (text: string): boolean => /\p{L}/u.test(text)
const digits =
  (least: number, most: number) =>
  (text: string): boolean => {
    const count = text.replace(/\D/g, '').length
    return count >= least && count <= most
  }

/** What values of a class have at the least; where most have not, the name of the column means something else. */
const needs: Partial<Readonly<Record<PersonalClass, (text: string) => boolean>>> = {
  email: (text) => text.includes('@'),
  phone: digits(5, 20),
  'first-name': letters,
  'last-name': letters,
  'full-name': (text) => letters(text) && text.length < 120,
  'middle-name': letters,
  username: (text) => text.length >= 2 && text.length < 120,
  'street-address': (text) => letters(text) || /^\d{1,5}$/.test(text),
  city: letters,
  state: (text) => letters(text) || /^\d{1,3}$/.test(text),
  country: letters,
  postcode: (text) => text.length <= 12,
  company: letters,
  'job-title': letters,
  card: (text) => digits(8, 19)(text) || /E\+1\d$/.test(text) || /\*/.test(text),
  cvv: (text) => /^\d{1,4}$/.test(text),
  iban: (text) => /^[A-Za-z]{2}\d{2}/.test(text),
  ip: (text) => /[.:]/.test(text) || /^\d{6,10}$/.test(text),
  mac: (text) => text.length >= 12,
  age: (text) => /\d/.test(text) && text.length <= 8,
  'birth-date': (text) => /\d/.test(text),
  url: (text) => /[./]/.test(text),
  domain: letters,
  money: (text) => /\d/.test(text),
  'national-id': digits(4, 25),
  'tax-id': digits(4, 25),
  token: (text) => text.length >= 4,
}

const enough = 5

/** Undefined where there are too few values to tell. */
export function isPlausible(name: PersonalClass, texts: readonly string[]): boolean | undefined {
  const holds = needs[name]
  if (holds === undefined || texts.length < enough) return undefined
  return texts.filter(holds).length >= texts.length * 0.4
}
