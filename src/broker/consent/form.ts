import type { IncomingMessage } from 'node:http'

const maxBytes = 4096

/**
 * The fields of a submitted form (`application/x-www-form-urlencoded`).
 * @returns undefined for another kind of body, one over 4 KiB, or a field that comes twice
 */
export async function readForm(
  request: IncomingMessage,
): Promise<ReadonlyMap<string, string> | undefined> {
  const type = request.headers['content-type'] ?? ''
  if (!/^application\/x-www-form-urlencoded\s*(;|$)/i.test(type)) return undefined
  const parts: Buffer[] = []
  let size = 0
  for await (const part of request) {
    const bytes = Buffer.isBuffer(part) ? part : Buffer.from(String(part))
    size += bytes.length
    if (size > maxBytes) return undefined
    parts.push(bytes)
  }
  const pairs = [...new URLSearchParams(Buffer.concat(parts).toString('utf8'))]
  const fields = new Map(pairs)
  return fields.size === pairs.length ? fields : undefined
}

/**
 * Whether a browser says that a form comes from a page of this server (`Origin`, and
 * `Sec-Fetch-Site` of Fetch Metadata). A request that says nothing passes: its token decides.
 */
export function isOwnForm(request: IncomingMessage, publicUrl: string): boolean {
  const { origin, 'sec-fetch-site': site } = request.headers
  // `none` is the person's own doing, such as a reload
  if (site !== undefined && site !== 'same-origin' && site !== 'none') return false
  return origin === undefined || origin === new URL(publicUrl).origin
}
