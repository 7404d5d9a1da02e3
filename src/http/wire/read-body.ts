import type { IncomingMessage } from 'node:http'

/**
 * The body of a request as text.
 * @param max bytes
 * @returns undefined as soon as it is longer than that, or its connection breaks; the rest is not read
 */
export async function readBody(request: IncomingMessage, max: number): Promise<string | undefined> {
  if (Number(request.headers['content-length'] ?? 0) > max) return undefined
  return await new Promise((resolve) => {
    const parts: Buffer[] = []
    let length = 0
    const giveUp = (): void => {
      request.pause()
      resolve(undefined)
    }
    request.on('data', (part: Buffer) => {
      length += part.length
      if (length > max) giveUp()
      else parts.push(part)
    })
    request.once('end', () => {
      resolve(Buffer.concat(parts).toString('utf8'))
    })
    request.once('error', giveUp)
    request.once('close', giveUp)
  })
}
