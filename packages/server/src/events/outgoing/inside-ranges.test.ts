import { expect, test } from 'vitest'
import { carriedIPv4, leadsInside } from './inside-ranges.ts'

test.each([
  '127.0.0.1',
  '127.255.255.254',
  '0.0.0.0',
  '10.0.0.1',
  '100.100.100.200',
  '168.63.129.16',
  '169.254.169.254',
  '172.16.0.1',
  '172.31.255.255',
  '192.168.1.1',
  '198.18.0.1',
  '224.0.0.1',
  '255.255.255.255',
  '::',
  '::1',
  '::ffff:127.0.0.1',
  '::ffff:7f00:1',
  '0:0:0:0:0:ffff:a9fe:a9fe',
  '::127.0.0.1',
  '64:ff9b::10.0.0.1',
  '64:ff9b:1::1',
  '2002:7f00:1::',
  '2001:0:53aa:64c::1',
  '2001:db8::1',
  'fe80::1%eth0',
  'fc00::1',
  'fd00:ec2::254',
  'ff02::1',
  'localhost',
  '',
])('%s leads inside', (address) => {
  expect(leadsInside(address)).toBe(true)
})

test.each([
  '1.1.1.1',
  '172.15.255.255',
  '172.32.0.1',
  '192.167.255.255',
  '100.63.255.255',
  '2606:4700::1111',
  '::ffff:1.1.1.1',
  '64:ff9b::8.8.8.8',
  '2002:808:808::',
])('%s leads outside', (address) => {
  expect(leadsInside(address)).toBe(false)
})

test('an address within another is read in every spelling', () => {
  expect(carriedIPv4('::ffff:1.2.3.4')).toBe('1.2.3.4')
  expect(carriedIPv4('0:0:0:0:0:FFFF:0102:0304')).toBe('1.2.3.4')
  expect(carriedIPv4('2002:102:304::1')).toBe('1.2.3.4')
  expect(carriedIPv4('2606:4700::1111')).toBeUndefined()
})
