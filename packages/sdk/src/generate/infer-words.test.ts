import { expect, test } from 'vitest'
import { singular, wordsOf } from './infer-words.ts'

test.each([
  ['first_name', 'first name'],
  ['FirstName', 'first name'],
  ['firstName', 'first name'],
  ['FIRST-NAME', 'first name'],
  ['Prénom', 'prenom'],
  ['Straße', 'strasse'],
  ['HTTPStatusCode', 'http status code'],
  ['address2', 'address 2'],
  ['userID', 'user id'],
  ['e-mail', 'e mail'],
  ['имя', 'имя'],
  ['メール', 'メール'],
  ['  ', ''],
  ['__proto__', 'proto'],
])('%s reads as %s', (name, words) => {
  expect(wordsOf(name).join(' ')).toBe(words)
})

test.each([
  ['customers', 'customer'],
  ['categories', 'category'],
  ['addresses', 'address'],
  ['boxes', 'box'],
  ['status', 'status'],
  ['address', 'address'],
  ['people', 'people'],
])('one of %s is a %s', (many, one) => {
  expect(singular(many)).toBe(one)
})
