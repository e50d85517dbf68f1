import { randomUUID } from 'node:crypto'

const at = '2026-01-02T03:04:05.000Z'

/** The least that a row of `datasets` holds. */
export function datasetRow(team_id: string, name: string, id = randomUUID()) {
  return {
    team_id,
    id,
    name,
    description: '',
    created_at: at,
    created_by: 'system',
    published_version: null,
    retention: null,
    personal: '[]',
    key_sealed: null,
    archived_at: null,
    erased_at: null,
  }
}

export function auditRow(team_id: string, position: number) {
  return {
    team_id,
    position,
    at,
    actor: 'system',
    ip: null,
    request_id: null,
    action: 'test',
    subject: 'test:1',
    details: '{}',
    before_digest: null,
    after_digest: null,
    seal: 'seal',
  }
}
