/**
 * The text of an answer, UTF-8.
 * @param most bytes
 * @returns undefined for a longer one, of which nothing more is read
 * @throws what reading the body throws
 */
export async function limitedText({ body }: Response, most: number): Promise<string | undefined> {
  if (body === null) return ''
  const reader: ReadableStreamDefaultReader<Uint8Array> = body.getReader()
  const parts: Uint8Array[] = []
  let length = 0
  for (;;) {
    const { done, value } = await reader.read()
    if (done) return Buffer.concat(parts).toString('utf8')
    length += value.byteLength
    if (length > most) {
      await reader.cancel()
      return undefined
    }
    parts.push(value)
  }
}
