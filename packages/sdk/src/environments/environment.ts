export type EnvironmentType = 'production' | 'test' | 'training' | 'development'
export type EnvironmentStatus = 'active' | 'inactive' | 'cloning' | 'error'

/** A place that data lives in. It prints without its secrets. */
export interface Environment {
  readonly id: string
  /** Unique, whatever the case of its letters. */
  readonly name: string
  readonly type: EnvironmentType
  readonly databaseUrl: string
  /** Other addresses and keys of it, such as the URL of its API: encrypted where it is stored, all of them. */
  readonly secrets: Readonly<Record<string, string>>
  readonly status: EnvironmentStatus
  /** Always true of production. */
  readonly isReadOnly: boolean
  readonly createdAt: Date
  readonly lastUpdated: Date
}
