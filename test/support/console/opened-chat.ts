import { z } from 'zod'
import { expect } from 'vitest'

import { chatRoutes } from '../../../src/console/api/chat-routes.js'
import { createChats } from '../../../src/console/chat/chats.js'
import { createConsents } from '../../../src/console/chat/consent.js'
import { createModelSettings } from '../../../src/console/chat/model-settings.js'
import { createConnections, type ServerWay } from '../../../src/console/connections/connections.js'
import { createMessageLog } from '../../../src/console/message-log.js'
import { ownServer } from '../../../src/console/ways/own-server.js'
import { pipeUpstream } from '../../../src/console/ways/pipe-upstream.js'
import { startedServer } from '../../../src/console/ways/started-server.js'
import { createLog } from '../../../src/log.js'
import type { QueryExecutor } from '../../../src/query/query-executor.js'
import { createTestApp, signedInAs, testCaller } from '../clients/app.js'
import { people } from '../worlds/jhe/people.js'
import { openFakeModel, type Dialect, type FakeModel } from './fake-model.js'
import { openConsole, type OpenedConsole } from './opened-console.js'

/** A key that must be seen nowhere but at the model. */
export const key = 'sk-planted-key-of-a-person'
const wait = async (_ms: number, signal: AbortSignal): Promise<void> => {
  await new Promise<void>((resolve) => {
    signal.addEventListener('abort', () => {
      resolve()
    })
  })
}

/** A console with a chat, and the model that it asks. */
export interface OpenedChat extends OpenedConsole {
  readonly model: FakeModel
  readonly messages: ReturnType<typeof createMessageLog>
  /** What the keychain holds; it takes no text with `locked` in it. */
  readonly keychain: ReadonlyMap<string, string>
  /** Asks a tool of JHE itself. @returns the texts of its answer */
  readonly direct: (name: string, args: object) => Promise<string>
  /** Adds and connects a program that the person started. */
  readonly addProgram: (name: string, command: readonly string[]) => Promise<void>
  readonly choose: (more?: object) => Promise<unknown>
  readonly consent: (level: string | null) => Promise<void>
  /** Lines of the answer to a question. */
  readonly say: (text: string, more?: object) => Promise<readonly Line[]>
}

const never = new AbortController().signal
const answerShape = z.looseObject({
  content: z.array(z.object({ type: z.string(), text: z.string() })),
})

const lineShape = z.looseObject({
  chat: z.string().optional(),
  text: z.string().optional(),
  call: z
    .looseObject({ tool: z.string(), holds: z.string(), args: z.unknown(), where: z.string() })
    .optional(),
  note: z.string().optional(),
  ask: z.looseObject({ call: z.string(), why: z.string() }).optional(),
  end: z.string().optional(),
  error: z.looseObject({ code: z.string(), message: z.string() }).optional(),
})
export type Line = z.infer<typeof lineShape>

const readLines = (text: string): readonly Line[] =>
  text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => lineShape.parse(JSON.parse(line)))

/**
 * A chat about a database.
 * @param isElsewhere whether the model's name is that of another computer; it is on this one all the same
 */
export async function openChat(
  asker: QueryExecutor,
  dialect: Dialect,
  isElsewhere = true,
): Promise<OpenedChat> {
  const model = await openFakeModel(dialect)
  const messages = createMessageLog()
  const now = (): Date => new Date()
  const connections = createConnections({ log: messages, version: '0.0.0', now, wait })
  const identity = { subject: people.coordinator.userId, issuer: 'test', studies: null }
  // the same question gets the same answer, also where its window ends now
  const app = createTestApp({ database: asker, now: () => new Date('2026-11-21T12:00:00Z') })
  const server = ownServer({
    app,
    caller: testCaller(app, signedInAs(identity)),
    log: createLog('error', () => undefined),
  })
  const way: ServerWay = { open: (receive) => pipeUpstream(server, receive) }
  const own = connections.add({ name: 'JHE', kind: 'own', address: '' }, way)
  await connections.find(own).connect()
  const keychain = new Map<string, string>()
  const models = createModelSettings(
    { ANTHROPIC_API_KEY: 'sk-of-the-environment' },
    {
      get: async (account) => {
        await Promise.resolve()
        const value = keychain.get(account)
        return value === undefined ? { outcome: 'absent' } : { outcome: 'value', value }
      },
      set: async (account, value) => {
        await Promise.resolve()
        if (value.includes('locked')) return 'locked'
        keychain.set(account, value)
        return 'stored'
      },
      delete: async (account) => {
        await Promise.resolve()
        return keychain.delete(account) ? 'deleted' : 'absent'
      },
    },
  )
  const console = await openConsole(
    chatRoutes({
      chats: createChats({ connections, system: 'Answer briefly.' }),
      models,
      consents: createConsents(),
      // the provider's name leads to the fake one
      fetch: async (url, init) =>
        await fetch(url.replace('https://model.example', model.url), init),
    }),
  )
  const base_url = isElsewhere ? 'https://model.example' : model.url
  return {
    ...console,
    close: async () => {
      await console.close()
      await connections.close()
      await model.close()
    },
    model,
    messages,
    keychain,
    direct: async (name, args) => {
      const params = { name, arguments: args }
      const result = await connections.find(own).ask('tools/call', params, never)
      return answerShape
        .parse(result)
        .content.map(({ text }) => text)
        .join('\n\n')
    },
    addProgram: async (name, [command = '', ...args]) => {
      const pipe = startedServer({ command, args })
      const entry = { name, kind: 'stdio', address: command } as const
      const id = connections.add(entry, { open: (receive) => pipeUpstream(pipe, receive) })
      await connections.find(id).connect()
    },
    choose: async (more = {}) => {
      const chosen = { kind: dialect, base_url, model: 'a-model', key, ...more }
      const { text } = await console.api('/api/llm', chosen, 'PUT')
      const value: unknown = JSON.parse(text)
      return value
    },
    consent: async (consent) => {
      const { status } = await console.api('/api/llm/consent', { consent }, 'PUT')
      expect(status).toBe(200)
    },
    say: async (text, more = {}) => {
      const answer = await console.api('/api/chat', { text, ...more })
      expect(answer.status, answer.text).toBe(200)
      return readLines(answer.text)
    },
  }
}
