import { expect, test } from 'vitest'
import { refuseCrossSite } from './same-site.ts'

const own = { method: 'POST', host: 'td.example:4600', origin: undefined, fetchSite: undefined, byCookie: true }

test.each([
  ['a page of this server', { fetchSite: 'same-origin', origin: 'http://td.example:4600' }],
  ['a page of this server in a browser that only names the origin', { origin: 'http://td.example:4600' }],
  ['a program without cookies', { byCookie: false }],
  ['a reading request from anywhere', { method: 'GET', fetchSite: 'cross-site', origin: 'https://evil.example' }],
])('%s is let through', (_who, how) => {
  refuseCrossSite({ ...own, ...how })
})

test.each([
  ['another site', { fetchSite: 'cross-site', origin: 'https://evil.example' }],
  ['another site, though it shows no cookie', { origin: 'https://evil.example', byCookie: false }],
  ['another host of the same domain', { fetchSite: 'same-site', origin: 'https://other.example' }],
  ['another port of the same host', { origin: 'http://td.example:80' }],
  ['a page without an origin', { origin: 'null' }],
  ['an address that was typed or a link from outside', { fetchSite: 'none' }],
  ['a cookie that does not say where it comes from', {}],
  ['a host that is not named', { origin: 'http://td.example:4600', host: undefined }],
  ['a site whose origin pretends', { origin: 'http://td.example:4600.evil.example' }],
  ['any method but reading', { method: 'DELETE', fetchSite: 'cross-site' }],
])('%s is refused', (_who, how) => {
  expect(() => refuseCrossSite({ ...own, ...how })).toThrow(expect.objectContaining({ code: 'CROSS_SITE' }))
})
