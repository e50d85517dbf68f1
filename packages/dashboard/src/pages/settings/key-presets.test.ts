import { scopes } from '@understudy/server/client'
import { expect, test } from 'vitest'
import { keyPresets } from './key-presets.ts'

test('presets are made of scopes that a key can have', () => {
  for (const preset of Object.values(keyPresets)) for (const scope of preset) expect(scopes).toContain(scope)
})
