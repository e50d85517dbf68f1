import { expect, test } from 'vitest'
import { readSettings } from './read-settings.ts'

const said = {
  host: '127.0.0.1',
  port: '4600',
  role: 'all',
  workers: '2',
  leaseSeconds: '30',
  proxy: [],
  webhookNetwork: [],
  environmentNetwork: [],
  connectorNetwork: [],
  mailDomain: [],
}

test('what is left out is what the server does by itself, with a store in the folder where it is started', () => {
  expect(readSettings(said, {})).toEqual({
    data: 'understudy-data',
    host: '127.0.0.1',
    port: 4600,
    role: 'all',
    workers: 2,
    leaseSeconds: 30,
    demo: false,
    insecureHttp: false,
    proxies: [],
    webhooks: { networks: [], http: false },
    environments: { networks: [] },
    connectors: { networks: [], plaintext: false },
  })
})

test('every flag gets to the server, and secrets come out of the environment', () => {
  const flags = {
    ...said,
    port: '0',
    host: '10.0.0.5',
    role: 'worker',
    workers: '8',
    leaseSeconds: '10',
    databaseUrl: 'postgres://understudy@db.example.org/understudy',
    keyFile: 'a.key',
    blobs: 'blobs',
    demo: true,
    publicUrl: 'https://data.example.org',
    tlsCert: 'cert.pem',
    tlsKey: 'key.pem',
    proxy: ['10.0.0.1'],
    insecureHttp: true,
    environment: 'test',
    auditCheckpoints: 'checkpoints.ndjson',
    webhookNetwork: ['10.1.0.0/16'],
    webhookHttp: true,
    environmentNetwork: ['10.3.0.0/16'],
    environmentFiles: 'databases',
    connectorFolder: 'exchange',
    connectorNetwork: ['10.2.0.0/16'],
    connectorPlaintext: true,
    oidcIssuer: 'https://id.example.org',
    oidcClientId: 'understudy',
    smtpHost: 'mail.example.org',
    smtpSecurity: 'tls',
    smtpUser: 'understudy',
    smtpCa: 'mail.pem',
    mailFrom: 'understudy@example.org',
    mailDomain: ['example.org'],
  }
  const env = {
    UNDERSTUDY_METRICS_TOKEN: 'a token of metrics',
    UNDERSTUDY_OIDC_CLIENT_SECRET: 'hidden',
    UNDERSTUDY_SMTP_PASSWORD: 'sealed',
  }
  expect(readSettings(flags, env)).toEqual({
    databaseUrl: 'postgres://understudy@db.example.org/understudy',
    keyFile: 'a.key',
    blobs: 'blobs',
    host: '10.0.0.5',
    port: 0,
    role: 'worker',
    workers: 8,
    leaseSeconds: 10,
    demo: true,
    insecureHttp: true,
    proxies: ['10.0.0.1'],
    webhooks: { networks: ['10.1.0.0/16'], http: true },
    environments: { networks: ['10.3.0.0/16'], files: 'databases' },
    connectors: { folder: 'exchange', networks: ['10.2.0.0/16'], plaintext: true },
    tls: { certFile: 'cert.pem', keyFile: 'key.pem' },
    oidc: { issuer: 'https://id.example.org', clientId: 'understudy', clientSecret: 'hidden' },
    smtp: {
      host: 'mail.example.org',
      from: 'understudy@example.org',
      security: 'tls',
      port: 465,
      user: 'understudy',
      password: 'sealed',
      caFile: 'mail.pem',
      domains: ['example.org'],
    },
    publicUrl: 'https://data.example.org',
    metricsToken: 'a token of metrics',
    environment: 'test',
    auditCheckpoints: 'checkpoints.ndjson',
  })
})

test('the environment says where the store is and what opens it, and the command line says it better', () => {
  const env = {
    UNDERSTUDY_DATA: 'theirs',
    UNDERSTUDY_KEY: 'a key of theirs',
    UNDERSTUDY_BLOBS: 'blobs',
    UNDERSTUDY_PUBLIC_URL: 'https://data.example.org',
  }
  expect(readSettings(said, env)).toMatchObject({
    data: 'theirs',
    key: 'a key of theirs',
    blobs: 'blobs',
    publicUrl: 'https://data.example.org',
  })
  const url = 'postgres://me:hidden@db.example.org/understudy'
  expect(readSettings(said, { UNDERSTUDY_SERVER_DATABASE_URL: url })).toMatchObject({ databaseUrl: url })
  const ours = readSettings({ ...said, data: 'ours', keyFile: 'our.key' }, env)
  expect(ours).toMatchObject({ data: 'ours', keyFile: 'our.key' })
  expect(ours).not.toHaveProperty('key')
})

test('a bucket for blobs is opened with what the environment says, and not without', () => {
  const keys = { AWS_ACCESS_KEY_ID: 'id', AWS_SECRET_ACCESS_KEY: 'secret' }
  const more = { AWS_ENDPOINT_URL_S3: 'https://s3.example.org', AWS_REGION: 'eu-central-1', AWS_SESSION_TOKEN: 'token' }
  const blobs = 's3://bucket/prefix'
  expect(readSettings({ ...said, blobs }, { ...keys, ...more })).toMatchObject({
    blobs,
    s3: {
      accessKeyId: 'id',
      secretAccessKey: 'secret',
      sessionToken: 'token',
      endpoint: 'https://s3.example.org',
      region: 'eu-central-1',
    },
  })
  expect(() => readSettings({ ...said, blobs }, {})).toThrow(/key and its secret/)
  expect(readSettings({ ...said, blobs: 'folder' }, keys)).not.toHaveProperty('s3')
})

test.each([
  ['no address that it comes from', { smtpHost: 'mail.example.org' }, /comes from an address/],
  ['no server', { mailFrom: 'a@example.org' }, /goes to a server/],
  ['a user without a password', { smtpHost: 'm', mailFrom: 'a@example.org', smtpUser: 'u' }, /has a password/],
  ['another kind of security', { smtpHost: 'm', mailFrom: 'a@example.org', smtpSecurity: 'ssl' }, /is none/],
  ['no port', { smtpHost: 'm', mailFrom: 'a@example.org', smtpPort: '0' }, /is none/],
])('mail with %s is wrong usage', (_what, flags, message) => {
  expect(() => readSettings({ ...said, ...flags }, {})).toThrow(message)
})
