/** How a runner is started in a project, and what it calls a file of tests. */
export interface Runner {
  /** Of its cases and of its example. */
  readonly name: string
  file(name: string): string
  /** Arguments of Node, in the folder of the project; several files go to several workers. */
  command(files: readonly string[]): readonly string[]
}
