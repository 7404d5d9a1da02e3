import { ask } from '../loopback.js'
import type { Replica } from './served-world.js'

/** What a replica counts under a name with these labels, as `/metrics` writes them; 0 before the first. */
export async function countOf(
  { internalPort }: Pick<Replica, 'internalPort'>,
  line: string,
): Promise<number> {
  const { body } = await ask(`http://127.0.0.1:${internalPort}/metrics`)
  const found = body.split('\n').find((text) => text.startsWith(`${line} `))
  return Number(found?.slice(line.length + 1) ?? 0)
}

/** The open legacy streams of a replica. */
export const sseStreams = 'jhe_mcp_streams{kind="sse"}'
/** The open `subscriptions/listen` streams of a replica. */
export const listenStreams = 'jhe_mcp_streams{kind="listen"}'
