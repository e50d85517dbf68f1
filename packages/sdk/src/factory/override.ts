type Leaf = string | number | bigint | boolean | symbol | null | undefined | ((...args: never[]) => unknown)

/** Class instances are told from plain objects by their methods: Date, Map, Decimal, Temporal … */
type HasMethod<T> = true extends {
  [K in keyof T]-?: T[K] extends (...args: never[]) => unknown ? true : never
}[keyof T]
  ? true
  : false

/** Of a plain object a part is enough, at any depth; arrays, class instances and branded primitives are given whole. */
export type Override<T> = unknown extends T
  ? T
  : T extends Leaf | readonly unknown[]
    ? T
    : HasMethod<T> extends true
      ? T
      : { readonly [K in keyof T]?: Override<T[K]> }

/** Members of a union are taken one by one, so that a discriminated union stays one. */
export type RowOverride<Row> = Row extends unknown ? { readonly [K in keyof Row]?: Override<Row[K]> } : never
