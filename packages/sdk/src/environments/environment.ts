export const environmentTypes = ['production', 'test', 'training', 'development'] as const
export type EnvironmentType = (typeof environmentTypes)[number]

export const environmentStatuses = ['active', 'inactive', 'cloning', 'error'] as const
export type EnvironmentStatus = (typeof environmentStatuses)[number]

/** A place that data lives in. It prints without its secrets. */
export interface Environment {
  readonly id: string
  /** Unique, whatever the case of its letters. */
  readonly name: string
  readonly type: EnvironmentType
  readonly databaseUrl: string
  /** Other addresses and keys of it, such as the URL of its API: encrypted where it is stored, all of them. */
  readonly secrets: Readonly<Record<string, string>>
  /** What a clone that died has left as cloning reads as error. */
  readonly status: EnvironmentStatus
  /** A clone into it that did not end well, and can be gone on with or discarded; null where there is none. */
  readonly brokenClone: string | null
  /** Always true of production. */
  readonly isReadOnly: boolean
  readonly createdAt: Date
  readonly lastUpdated: Date
}
