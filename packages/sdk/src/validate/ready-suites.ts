import type { Expected, Probe, TestSuite } from './probe.ts'

export interface AuthSuite {
  /** A request that signs in, with what it must be refused with when the password is wrong. */
  readonly login: {
    readonly url: string
    readonly body: Readonly<Record<string, unknown>>
    readonly status?: number | undefined
  }
  readonly wrong: { readonly body: Readonly<Record<string, unknown>>; readonly status?: Expected | undefined }
  /** Where the answer has the token, as a pointer; without one, only signing in is tried. */
  readonly token?: string | undefined
  /** An address that only they see who signed in. */
  readonly protected?: string | undefined
}

/** Signing in works, a wrong password is refused, and what is protected is. */
export function authSuite({ login, wrong, token, protected: address }: AuthSuite): TestSuite {
  const probes: Probe[] = [
    {
      kind: 'http',
      name: 'the right password signs in',
      method: 'POST',
      url: login.url,
      body: login.body,
      expect: { status: login.status ?? 200, ...(token ? { json: { [token]: { exists: true } } } : {}) },
      ...(token ? { save: { token } } : {}),
    },
    {
      kind: 'http',
      name: 'a wrong password is refused',
      method: 'POST',
      url: login.url,
      body: wrong.body,
      expect: { status: wrong.status ?? { oneOf: [400, 401, 403, 422] } },
    },
  ]
  if (address !== undefined) {
    probes.push({
      kind: 'http',
      name: 'what is protected is refused to strangers',
      url: address,
      expect: { status: { oneOf: [302, 303, 401, 403] } },
    })
    if (token !== undefined) {
      probes.push({
        kind: 'http',
        name: 'what is protected is shown to who signed in',
        url: address,
        headers: { authorization: 'Bearer {{token}}' },
        expect: { status: 200 },
      })
    }
  }
  return { name: 'auth', probes }
}

/** Rows of each table can be made, found, changed and removed. */
export function crudSuite(tables: readonly string[]): TestSuite {
  return { name: 'crud', probes: tables.map((table) => ({ kind: 'crud', name: table, table })) }
}

export interface AuditSuite {
  /** What must leave a trace, such as "update orders set status = status where id = 1". */
  readonly change: string
  /** A query of one row whose first column counts the traces, named `traces`. */
  readonly traces: string
  /** How many there are after the change; one or more when not said. */
  readonly expected?: Expected | undefined
}

/** A change leaves its trace. Both are rolled back. */
export function auditSuite({ change, traces, expected = { atLeast: 1 } }: AuditSuite): TestSuite {
  const probe: Probe = {
    kind: 'sql',
    name: 'a change leaves its trace',
    setup: [change],
    query: traces,
    expect: { rows: 1, first: { traces: expected } },
  }
  return { name: 'audit', probes: [probe] }
}

export interface NotificationSuite {
  /** What must put a message into the outbox. */
  readonly change: string
  /** A query of the messages that are waiting because of it. */
  readonly outbox: string
}

/** A change puts a message into the outbox. Both are rolled back, so nobody is told. */
export function notificationSuite({ change, outbox }: NotificationSuite): TestSuite {
  const probe: Probe = {
    kind: 'sql',
    name: 'a change is to be told',
    setup: [change],
    query: outbox,
    expect: { rows: { atLeast: 1 } },
  }
  return { name: 'notifications', probes: [probe] }
}
