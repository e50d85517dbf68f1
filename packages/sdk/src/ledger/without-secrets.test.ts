import { expect, test } from 'vitest'
import { secretParameters, withoutSecrets } from './without-secrets.ts'

test.each([
  ['postgres://me:s3cret@host:5432/app', 'postgres://me@host:5432/app'],
  ['postgres://me:s3:c@ret@host/app?sslmode=require', 'postgres://me@host/app?sslmode=require'],
  ['postgres://:s3cret@host/app', 'postgres://@host/app'],
  ['postgres://me:s3cret?#/@host/app', 'postgres://me@host/app'],
  ['postgresql://host/app?user=me&password=s3cret', 'postgresql://host/app?user=me'],
  ['postgresql://host/app?pass%77ord=s3cret&sslmode=require', 'postgresql://host/app?sslmode=require'],
  ['postgresql://host/app?%zz=s3cret', 'postgresql://host/app'],
  ['postgresql:///app?host=/run&sslkey=s3cret', 'postgresql:///app?host=/run'],
  ['https://ci:s3cret@shop.example.com/base?access_token=s3cret', 'https://ci@shop.example.com/base'],
  ['sqlite:/tmp/a.db', 'sqlite:/tmp/a.db'],
])('%s is written down as %s', (url, written) => {
  expect(withoutSecrets(url)).toBe(written)
  expect(withoutSecrets(written)).toBe(written)
})

test('the parameters that are left out are known', () => {
  expect(secretParameters('postgres://h/a?user=me&password=a%26b&sslmode=require')).toEqual(['password=a%26b'])
  expect(secretParameters('postgres://h/a')).toEqual([])
})
