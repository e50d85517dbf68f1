/** A plain name for every client, and the name itself for those that read RFC 8187. */
export function disposition(file: string): string {
  const plain = file.replaceAll(/[^\w.-]/g, '_')
  const escaped = encodeURIComponent(file.replaceAll(/\p{Surrogate}/gu, '_')).replaceAll(
    /['()*]/g,
    (found) => `%${found.charCodeAt(0).toString(16)}`,
  )
  return `attachment; filename="${plain}"${plain === file ? '' : `; filename*=UTF-8''${escaped}`}`
}
