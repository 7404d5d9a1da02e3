import type { Readable } from 'node:stream'

import { errorText, type JheError } from '../../errors.js'
import type { Log } from '../../log.js'
import type { RemoteAccount } from '../account/remote-account.js'
import type { SeenStore } from '../seen/seen-store.js'
import type { Message } from '../upstream/message.js'
import type { Receive, Upstream } from '../upstream/upstream.js'
import type { CallAuditOptions, ReadFacts } from './audit.js'
import { createCalls, type Calls } from './calls.js'
import { openConversation, type Conversation } from './conversation.js'
import { createEarlyReplies, type EarlyLimits, type EarlyReplies } from './early-replies.js'
import { type Era, discoverResult, eraOf, initializeResult, introductionOf } from './era.js'
import { bodyOf, wantsSignIn, type Rewrite } from './errors.js'
import { openExchange } from './exchange.js'
import { createHostPort, type HostPort } from './host-port.js'
import { createIncoming } from './incoming.js'
import { readHostLines } from './lines.js'
import { createListens, type Listens } from './listens.js'
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

/** Passes on what the server sends; of a server of 2025, its notices go to a host's open streams. */
const toHost =
  (host: HostPort, listens: Listens, isTranslating: () => boolean) =>
  (message: Message): void => {
    const method = message['method']
    if (listens.isToldTwice(message)) return
    if (isTranslating() && typeof method === 'string' && message['id'] === undefined) {
      for (const each of listens.stamped(method)) host.write(each)
      if (method.endsWith('/list_changed')) return
    }
    host.write(message)
  }

/** Tells a host that a list has changed. */
const tellChange =
  (host: HostPort, listens: Listens, era: () => Era) =>
  (method: string): void => {
    const messages = era() === '2025' ? [{ jsonrpc: '2.0', method }] : listens.stamped(method)
    for (const message of messages) host.write(message)
  }

type Ask = (request: Request, until: AbortSignal) => Promise<Message>

/** Asks the server, and remembers what it lists. */
const asking =
  (conversation: Conversation, tools: KnownTools, problem: JheError | undefined): Ask =>
  async (request, until) => {
    if (problem !== undefined) throw problem
    const answer = await conversation.ask(request, until)
    if (request.method === 'tools/list') tools.note(resultOf(answer) ?? {})
    return answer
  }

/** Who answers what a host asks. */
const answering =
  (early: EarlyReplies, calls: Calls) =>
  async (request: Request, until: AbortSignal): Promise<Message | undefined> => {
    if (request.method === 'ping' && eraOf(request) === '2025') return answerWith(request.id, {})
    return await (isRemembered(request) ? early : calls).answer(request, until)
  }

/** Starts the bridge between a host on stdin and stdout and a server elsewhere. */
export function startBridge(options: BridgeOptions): Bridge {
  const { stdin, write, account, seen, same, log, origin, problem, limits } = options
  const ending = new AbortController()
  const { signal } = ending
  const host = createHostPort(write)
  const listens = createListens()

  const tools = createKnownTools()
  const memory = createMemory({ seen, same })
  // so that nothing is loaded for the network before the host has its first reply
  const exchange = openExchange(
    (receive) => options.open(receive, tools),
    toHost(host, listens, () => conversation.isTranslating()),
    memory.ready,
  )
  const conversation = openConversation({
    exchange,
    greeted: (request, answer) => {
      early.learned(request, answer)
    },
    ending: signal,
  })
  const ask = asking(conversation, tools, problem)

  const early = createEarlyReplies({
    memory,
    account,
    ask,
    askSigningIn: async (request, thrown) => {
      if (!wantsSignIn(thrown)) throw thrown
      await account.signIn(challengeOf(thrown), signal)
      return await ask(request, signal)
    },
    unknown: unknownServer(options),
    changed: tellChange(host, listens, conversation.era),
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
    answer: answering(early, calls),
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
