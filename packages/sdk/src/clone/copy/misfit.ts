/** A masked value that its column cannot hold. It says why without the value. */
export class Misfit extends Error {
  override readonly name = 'Misfit'
}
