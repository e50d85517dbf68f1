import { expect, test } from 'vitest'
import { failure } from '../../../test/failure.ts'
import { endpointOf, urlOf } from './endpoint.ts'

test.each([
  ['https://app.example.com', '/api/test/', 'https://app.example.com/api/test/verify-access'],
  ['https://app.example.com/', '/api/test', 'https://app.example.com/api/test/verify-access'],
  ['http://localhost:3000/shop/', '/test-data/', 'http://localhost:3000/shop/test-data/verify-access'],
])('%s with %s', (baseUrl, basePath, url) => {
  expect(urlOf(endpointOf(baseUrl, basePath), 'verify-access').href).toBe(url)
})

test('the name of an operation never leaves its place in the path', () => {
  const endpoint = endpointOf('https://app.example.com', '/api/test/')
  expect(urlOf(endpoint, '../../admin?x#y').href).toBe('https://app.example.com/api/test/..%2F..%2Fadmin%3Fx%23y')
})

test.each(['', '.', '..'])('there is no operation %j', async (name) => {
  const endpoint = endpointOf('https://app.example.com', '/api/test/')
  expect(await failure((async () => urlOf(endpoint, name))())).toMatchObject({
    code: 'TEST_OPERATION_UNKNOWN',
  })
})

test.each([
  [undefined, '/api/test/', 'production.baseUrl is missing'],
  ['', '/api/test/', 'production.baseUrl is missing'],
  ['app.example.com', '/api/test/', 'production.baseUrl is no address that begins with https://'],
  ['file:///etc/passwd', '/api/test/', 'production.baseUrl is no address that begins with https://'],
  ['https://me:hunter2@app.example.com', '/api/test/', 'production.baseUrl holds a user name or a password'],
  ['https://app.example.com?token=hunter2', '/api/test/', 'production.baseUrl holds a query or a fragment'],
  ['https://app.example.com', 'api/test', 'production.basePath is no path such as /api/test/'],
  ['https://app.example.com', '/api/../admin/', 'production.basePath is no path such as /api/test/'],
  ['https://app.example.com', '/', 'production.basePath is no path such as /api/test/'],
  ['https://app.example.com', '//evil.example', 'production.basePath is no path such as /api/test/'],
])('%s with %s is refused', async (baseUrl, basePath, message) => {
  const error = await failure((async () => endpointOf(baseUrl, basePath))())
  expect(error).toMatchObject({ code: 'TEST_CONFIG_INVALID', message })
  expect(JSON.stringify(error)).not.toContain('hunter2')
})
