import { InMemoryTransport } from '@modelcontextprotocol/server'

import type { AuditEntry } from '../../../src/audit/event.js'
import type { Identity } from '../../../src/auth/identity.js'
import type { App } from '../../../src/calls/app.js'
import { servedApp } from '../../../src/http/served-app.js'
import { createLog } from '../../../src/log.js'
import { createServer } from '../../../src/mcp/server.js'
import { signedInAs, testCaller } from '../clients/app.js'
import { initialize } from '../clients/raw-host.js'
import type { Question } from './questions.js'
import { readReply, type Reply } from './replies.js'

/** A server of one person alone, without HTTP and tokens. */
export interface OwnServer {
  /** @returns the answer, and the lines that it left in the audit trail */
  ask(question: Question): Promise<Reply & { readonly lines: readonly AuditEntry[] }>
  close(): Promise<void>
}

const isAnswer = (message: object): message is { readonly id: number } =>
  'id' in message && typeof message.id === 'number'

/** @param app whose database is asked; its trail is left alone */
export async function openOwnServer(app: App, identity: Identity): Promise<OwnServer> {
  const lines: AuditEntry[] = []
  const record = (line: AuditEntry): void => {
    lines.push(line)
  }
  const own = servedApp({ ...app, audit: { record } })
  const caller = testCaller(own, signedInAs(identity))
  const server = createServer({ app: own, caller, log: createLog('error', () => undefined) })
  const [client, transport] = InMemoryTransport.createLinkedPair()
  const waiting = new Map<number, (message: unknown) => void>()
  client.onmessage = (message) => {
    if (isAnswer(message)) waiting.get(message.id)?.(message)
  }
  let id = 0
  const send = async ({ method, params }: Question): Promise<unknown> =>
    await new Promise((resolve, reject) => {
      id += 1
      waiting.set(id, resolve)
      client.send({ jsonrpc: '2.0', id, method, params: { ...params } }).catch(reject)
    })
  await server.connect(transport)
  await client.start()
  await send(initialize)
  await client.send({ jsonrpc: '2.0', method: 'notifications/initialized' })
  return {
    ask: async (question) => {
      lines.length = 0
      const reply = readReply(await send(question))
      return { ...reply, lines: [...lines] }
    },
    close: async () => {
      await server.close()
    },
  }
}
