import { expect, test } from 'vitest'
import { addressWithoutSecrets } from './clone-side.ts'

test.each([
  ['postgres://ada@db.example.com:5433/shop', 'postgres://ada@db.example.com:5433/shop'],
  ['postgres://ada:hidden@db/shop', 'postgres://ada@db/shop'],
  ['postgres://ada:h@hidden@db/shop', 'postgres://ada@db/shop'],
  ['postgres://ada:h%40:hidden@db/shop?sslmode=require', 'postgres://ada@db/shop?sslmode=require'],
  ['postgresql://ada:h/hidden@db/shop?password=hidden&host=/tmp', 'postgresql://ada@db/shop?host=/tmp'],
  ['postgres://:hidden@db/shop', 'postgres://@db/shop'],
  ['postgres:///shop?host=/tmp&user=a@b', 'postgres:///shop?host=/tmp&user=a@b'],
  ['sqlite:./a@b:c.db', 'sqlite:./a@b:c.db'],
])('%s is kept as %s', (url, kept) => {
  expect(addressWithoutSecrets(url)).toBe(kept)
})
