import type { Readable } from 'node:stream'
import { setImmediate } from 'node:timers/promises'

import { errorText, type JheError } from '../../errors.js'
import type { Log } from '../../log.js'
import { once } from '../../once.js'
import type { RemoteAccount } from '../account/remote-account.js'
import type { SeenStore } from '../seen/seen-store.js'
import type { Message } from '../upstream/message.js'
import type { Receive, Upstream } from '../upstream/upstream.js'
import type { CallAuditOptions, ReadFacts } from './audit.js'
import { createCalls } from './calls.js'
import { openConversation } from './conversation.js'
import { createEarlyReplies, type EarlyLimits } from './early-replies.js'
import { discoverResult, eraOf, initializeResult, introductionOf } from './era.js'
import { bodyOf, wantsSignIn, type Rewrite } from './errors.js'
import { openExchange } from './exchange.js'
import { createHostPort } from './host-port.js'
import { createIncoming } from './incoming.js'
import { readHostLines } from './lines.js'
import { createListens } from './listens.js'
import { createMemory, emptyList, isRemembered, type Definitions } from './memory.js'
import { createKnownTools, type KnownTools } from './known-tools.js'
import { createHostSignIn } from './sign-in.js'
import { challengeOf } from './sign-in-needed.js'
import { answerWith, resultOf, type Request, type Result } from './wire.js'

/** Definitions of this program's own tools, and what the audit trail may read in their calls. */
export interface OwnDefinitions extends Definitions {
  readonly facts: ReadFacts
}

export interface BridgeOptions {
  readonly stdin: Readable
  /** Takes one line for stdout, with its end. */
  readonly write: (line: string) => void
  /** @param tools what their annotations and schemas say, as far as it is known */
  readonly open: (receive: Receive, tools: KnownTools) => Upstream
  readonly account: RemoteAccount
  /** Whether a session was there at the beginning, which is asked before the account is. */
  readonly wasSignedIn?: () => Promise<boolean>
  readonly seen: SeenStore
  /**
   * This program's own definitions, where the server has the same.
   * @param seen the server's fingerprint where the server need not be asked for it
   */
  readonly same: (seen?: string) => Promise<OwnDefinitions | undefined>
  readonly audit: CallAuditOptions['audit']
  readonly now: () => Date
  readonly log: Log
  /** The server's origin; null where a wrong setting leaves none. */
  readonly origin: string | null
  readonly version: string
  readonly rewriteCommands: Rewrite
  /** The error of every call where a setting is wrong. */
  readonly problem?: JheError | undefined
  readonly limits?: EarlyLimits
}

export interface Bridge {
  /** Ends what is under way and the connection to the server. */
  close(): Promise<void>
}

const everyList = { listChanged: true }

/** What a host is told of a server that nothing is known of. */
const unknownServer =
  ({ origin, version, rewriteCommands }: BridgeOptions) =>
  (request: Request, thrown: unknown): Result => {
    const list = emptyList(request)
    if (list !== undefined) return list
    const why =
      thrown === undefined ? 'It has not answered yet.' : errorText(bodyOf(thrown, rewriteCommands))
    const hello = {
      serverInfo: { name: 'jhe-mcp', title: origin ?? 'jhe-mcp', version },
      capabilities: { tools: everyList, prompts: everyList, resources: everyList },
      instructions: `The tools of ${origin ?? 'the server'} are not known yet. ${why} Tell this to the person.`,
    }
    return request.method === 'initialize'
      ? initializeResult(hello, introductionOf(request)?.version ?? '')
      : discoverResult(hello)
  }

/** Starts the bridge between a host on stdin and stdout and a server elsewhere. */
export function startBridge(options: BridgeOptions): Bridge {
  const { stdin, write, account, seen, same, log, origin, problem, limits } = options
  const ending = new AbortController()
  const { signal } = ending
  const host = createHostPort(write)
  const listens = createListens()

  const fromServer = (message: Message): void => {
    const method = message['method']
    if (listens.isToldTwice(message)) return
    if (conversation.isTranslating() && typeof method === 'string' && message['id'] === undefined) {
      const stamped = listens.stamped(method)
      for (const each of stamped) host.write(each)
      if (method.endsWith('/list_changed')) return
    }
    host.write(message)
  }

  const tools = createKnownTools()
  const memory = createMemory({ seen, same })
  const wasSignedIn = async () => await (options.wasSignedIn?.() ?? account.isSignedIn())
  const signedIn = once(async () => await wasSignedIn().catch(() => false))
  // where memory answers first, nothing is loaded for the network before the host has its reply
  const ready = once(async () => {
    if (await signedIn.get()) return
    await memory.ready()
    await setImmediate()
  })
  const exchange = openExchange((receive) => options.open(receive, tools), fromServer, ready.get)
  const conversation = openConversation({
    exchange,
    greeted: (request, answer) => {
      early.learned(request, answer)
    },
    ending: signal,
  })
  const ask = async (request: Request, until: AbortSignal): Promise<Message> => {
    if (problem !== undefined) throw problem
    const answer = await conversation.ask(request, until)
    if (request.method === 'tools/list') tools.note(resultOf(answer) ?? {})
    return answer
  }

  const early = createEarlyReplies({
    memory,
    account,
    wasSignedIn: signedIn.get,
    ask,
    askSigningIn: async (request, thrown) => {
      if (!wantsSignIn(thrown)) throw thrown
      await account.signIn(challengeOf(thrown), signal)
      return await ask(request, signal)
    },
    unknown: unknownServer(options),
    changed: (method) => {
      if (conversation.era() === '2025') host.write({ jsonrpc: '2.0', method })
      else for (const message of listens.stamped(method)) host.write(message)
    },
    ending: signal,
    ...(limits === undefined ? {} : { limits }),
  })

  const calls = createCalls({
    ...options,
    ask,
    introduction: conversation.introduction,
    signIn: createHostSignIn({ account, host, place: origin ?? 'the server' }),
  })

  const incoming = createIncoming({
    host,
    listens,
    conversation,
    account,
    log,
    ending: signal,
    answer: async (request, until) => {
      if (request.method === 'ping' && eraOf(request) === '2025') return answerWith(request.id, {})
      return isRemembered(request)
        ? await early.answer(request, until)
        : await calls.answer(request, until)
    },
  })

  const stopReading = readHostLines({ stdin, receive: incoming, log })
  return {
    close: async () => {
      stopReading()
      ending.abort(new Error('the host is gone'))
      await Promise.all([exchange.close(), memory.close()])
    },
  }
}
