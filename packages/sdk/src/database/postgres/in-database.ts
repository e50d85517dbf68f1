/** The same URL with another database. A URL over a socket has no host, which URL would not read. */
export function inDatabase(url: string, name: string): string {
  return url.replace(
    /^(postgres(?:ql)?:\/\/[^/?#]*)(?:\/[^?#]*)?/,
    (_, server) => `${server}/${encodeURIComponent(name)}`,
  )
}
