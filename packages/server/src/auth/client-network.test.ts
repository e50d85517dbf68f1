import { expect, test } from 'vitest'
import { clientAddress, networkOf, trustedProxies } from './client-network.ts'

const trusted = trustedProxies(['10.0.0.0/8', '127.0.0.1', 'fd00::/8'])

test.each([
  ['a client that connects itself is who it is', '192.0.2.7', undefined, '192.0.2.7'],
  ['a client that is no proxy cannot claim to be another', '192.0.2.7', '198.51.100.1', '192.0.2.7'],
  ['a proxy says who connected to it', '127.0.0.1', '198.51.100.1', '198.51.100.1'],
  [
    'what a client wrote itself before a proxy did is not believed',
    '10.1.2.3',
    '203.0.113.9, 198.51.100.1',
    '198.51.100.1',
  ],
  ['proxies in a row are gone through', '127.0.0.1', '203.0.113.9, 198.51.100.1, 10.9.9.9', '198.51.100.1'],
  ['a proxy that says nothing is the client', '127.0.0.1', undefined, '127.0.0.1'],
  ['a proxy that says nonsense is the client', '127.0.0.1', 'unknown', '127.0.0.1'],
  ['IPv4 in a socket of IPv6 is IPv4', '::ffff:10.1.2.3', '198.51.100.1', '198.51.100.1'],
  ['a proxy of IPv6', 'fd00::1', '2001:db8::1', '2001:db8::1'],
])('%s', (_promise, peer, forwardedFor, client) => {
  expect(clientAddress(peer, forwardedFor, trusted)).toBe(client)
})

test('with no proxy named nobody is believed', () => {
  expect(clientAddress('127.0.0.1', '198.51.100.1', trustedProxies([]))).toBe('127.0.0.1')
})

test.each(['proxy', '10.0.0.0/33', '10.0.0.0/x', '', '10.0.0.0/'])('%j is no proxy', (name) => {
  expect(() => trustedProxies([name])).toThrow(RangeError)
})

test.each([
  ['192.0.2.7', '192.0.2.7'],
  ['2001:db8:1:2:3:4:5:6', '2001:db8:1:2::/64'],
  ['2001:DB8:1:2:ffff::', '2001:db8:1:2::/64'],
  ['2001:db8::1', '2001:db8:0:0::/64'],
  ['::1', '0:0:0:0::/64'],
  ['fe80::1%eth0', 'fe80:0:0:0::/64'],
])('the network of %s is %s', (address, network) => {
  expect(networkOf(address)).toBe(network)
})
