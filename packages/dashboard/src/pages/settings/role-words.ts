import type { Role } from '../../api.ts'

/** What a member is with each role. */
export const roleChoices: readonly { readonly value: Role; readonly label: string; readonly note: string }[] = [
  { value: 'read', label: 'Read', note: 'reads data and leases it' },
  { value: 'write', label: 'Write', note: 'makes and checks data too' },
  { value: 'admin', label: 'Admin', note: 'decides, and sees to members' },
]
