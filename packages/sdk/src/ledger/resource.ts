/**
 * What a test may leave behind, with all that is needed to find it again, and nothing secret: URLs stand here without
 * their password.
 */
export type Resource =
  | { readonly kind: 'postgres-database'; readonly server: string; readonly name: string }
  | { readonly kind: 'postgres-schema'; readonly database: string; readonly name: string }
  /** A file or a folder of ours. */
  | { readonly kind: 'path'; readonly path: string }
  /** Rows that were committed to a database which others use too, by the values of their primary key. */
  | {
      readonly kind: 'rows'
      readonly database: string
      readonly table: string
      readonly key: readonly string[]
      readonly rows: readonly Readonly<Record<string, unknown>>[]
    }
  /** What one test id created by a test data API; the API knows the rest. */
  | { readonly kind: 'production'; readonly baseUrl: string; readonly basePath: string; readonly testId: string }

export type ResourceKind = Resource['kind']
export type ResourceOf<Kind extends ResourceKind> = Extract<Resource, { kind: Kind }>
