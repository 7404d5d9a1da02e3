import type { IncomingMessage, ServerResponse } from 'node:http'

import type { JheError } from '../../../errors.js'
import { jhe, type Place } from '../../place.js'
import { checkCallback, type ExpectedAnswer, type Verdict } from './callback-check.js'
import { sendJson, sendText } from './loopback-server.js'
import { type Page, pageHeaders, type Pages, pagesOf, type Words } from './pages.js'
import { isOwnHost, type RedirectUri } from './redirect-uri.js'
import { identityPath, resultPath, studyPath, type PeerIdentity } from './peer-process.js'

/** How a sign-in ended. */
export type Ending =
  | {
      readonly kind: 'done'
      /** Who signed in, from the verified token. */
      readonly person?: string
      /** False where no call waits any longer, so that the person must ask again. */
      readonly isAwaited?: boolean
    }
  | { readonly kind: 'failed'; readonly error: JheError }
  /** This process stops; another one that waits may take over. */
  | { readonly kind: 'stopped' }

/** A callback that is the answer to our request. */
export type OwnAnswer = Exclude<Verdict, { readonly kind: 'ignored' }>

export interface CallbackHandler {
  /** The first callback that passes every check; after `reopen` the next one. */
  readonly answer: Promise<OwnAnswer>
  /** The answer came to nothing: waits for another one. */
  readonly reopen: () => void
  /** How many callbacks of other sign-ins were turned away. */
  readonly ignored: () => number
  /** From now on a callback with this `state` is ours. */
  readonly expect: (expected: ExpectedAnswer) => void
  /** Judges a callback, whether a browser brought it or a person pasted it. */
  readonly offer: (parameters: URLSearchParams, how?: 'pasted') => Verdict
  /**
   * Takes a code that a person pasted without its `state`. What `state` protects from, an answer of
   * another person's sign-in, PKCE does too: JHE takes a code only with the verifier of the address
   * that this process has shown, and the ID token must carry its nonce. So a code alone is taken
   * from stdin, never from the port, and not where the issuer promises to name itself.
   * @returns whether it was taken
   */
  readonly offerCode: (code: string) => boolean
  respond(request: IncomingMessage, response: ServerResponse): void
  /** Sends the ending to every waiting browser and process. */
  settle(ending: Ending): void
}

export interface CallbackHandlerOptions {
  readonly redirect: RedirectUri
  readonly identity: PeerIdentity
  /** Longest time in milliseconds that a browser waits for the final page. */
  readonly holdLimit: number
  /** Named by the pages; JHE unless given. */
  readonly place?: Place | undefined
  /** For the commands that pages name; as they stand unless given. */
  readonly words?: Words | undefined
}

const sendResult = (response: ServerResponse, ending: Ending): void => {
  if (ending.kind === 'done') sendJson(response, { outcome: 'done' })
  else if (ending.kind === 'failed')
    sendJson(response, { outcome: 'failed', code: ending.error.code })
  else response.destroy()
}

const pageOf = (ending: Ending, pages: Pages): Page => {
  if (ending.kind === 'done') return pages.signedIn(ending)
  return ending.kind === 'failed' ? pages.failure(ending.error) : pages.stopped
}

/** The pages of one place, sent with the commands of this installation. */
interface PageSender {
  readonly pages: Pages
  readonly send: (response: ServerResponse, page: Page) => void
  readonly sendEnding: (response: ServerResponse, ending: Ending) => void
}

const createPageSender = ({ place = jhe, words }: CallbackHandlerOptions): PageSender => {
  const pages = pagesOf(place)
  const send: PageSender['send'] = (response, { status, html, htmlIn }) => {
    response.writeHead(status, pageHeaders).end(words === undefined ? html : htmlIn(words))
  }
  return {
    pages,
    send,
    sendEnding: (response, ending) => {
      send(response, pageOf(ending, pages))
    },
  }
}

/** Responses that wait for the end of the sign-in. */
const createQueue = (
  send: (response: ServerResponse, ending: Ending) => void,
): {
  readonly add: (response: ServerResponse) => void
  readonly settle: (ending: Ending) => void
} => {
  const waiting = new Set<ServerResponse>()
  let ended: Ending | undefined
  return {
    add: (response) => {
      if (ended !== undefined) {
        send(response, ended)
        return
      }
      waiting.add(response)
      response.once('close', () => waiting.delete(response))
    },
    settle: (ending) => {
      ended = ending
      for (const response of waiting) if (!response.headersSent) send(response, ending)
    },
  }
}

/** Whether a pasted `state` is the beginning of ours; no browser is ever told. */
const isCut = (parameters: URLSearchParams, expected: ExpectedAnswer | undefined): boolean =>
  expected?.state.startsWith(parameters.get('state') ?? '') === true

/** Answers a browser when the sign-in ends, or after the limit with a page that says it is not finished. */
const holdBrowser = (
  response: ServerResponse,
  holdLimit: number,
  queue: { readonly add: (response: ServerResponse) => void },
  { send, pages }: PageSender,
): void => {
  const timer = setTimeout(() => {
    send(response, pages.unfinished)
  }, holdLimit)
  response.once('close', () => {
    clearTimeout(timer)
  })
  queue.add(response)
}

/** The answers that passed, one at a time; one that comes while another is tried waits. */
const createAnswers = (): {
  readonly current: () => Promise<OwnAnswer>
  readonly accept: (answer: OwnAnswer) => void
  readonly reopen: () => void
} => {
  let accept: (answer: OwnAnswer) => void = () => undefined
  let current: Promise<OwnAnswer>
  let isTaken = false
  let next: OwnAnswer | undefined
  const nextAnswer = (): Promise<OwnAnswer> =>
    new Promise((resolve) => {
      accept = resolve
    })
  current = nextAnswer()
  const take = (answer: OwnAnswer): void => {
    if (isTaken) next = answer
    else accept(answer)
    isTaken = true
  }
  return {
    current: () => current,
    accept: take,
    reopen: () => {
      const waiting = next
      next = undefined
      isTaken = false
      current = nextAnswer()
      if (waiting !== undefined) take(waiting)
    },
  }
}

/** Answers what is neither a browser that comes back nor a process. @returns whether it was that */
const isTurnedAway = (
  request: IncomingMessage,
  response: ServerResponse,
  path: string,
  { redirect, page }: { readonly redirect: RedirectUri; readonly page: PageSender },
): boolean => {
  const known = [redirect.path, identityPath, resultPath, '/favicon.ico'].includes(path)
  if (path.startsWith(studyPath)) page.send(response, page.pages.comesFirst)
  else if (request.method !== 'GET') {
    response.setHeader('Allow', 'GET')
    sendText(response, 405, 'Only GET is answered here.\n')
  } else if (!known) sendText(response, 404, 'Nothing is here.\n')
  else if (!isOwnHost(request.headers.host, redirect.port))
    sendText(response, 421, 'This address is only for this computer.\n')
  else return false
  return true
}

/**
 * What the callback listener says to whom. Order of checks: method, path, `Host`, parameters. The page
 * of a study, which gave the port up for this sign-in, is told so whatever it asks.
 */
export function createCallbackHandler(options: CallbackHandlerOptions): CallbackHandler {
  const { redirect, identity, holdLimit } = options
  const page = createPageSender(options)
  const browsers = createQueue(page.sendEnding)
  const peers = createQueue(sendResult)
  let expected: ExpectedAnswer | undefined
  let ignored = 0
  const answers = createAnswers()

  const offer: CallbackHandler['offer'] = (parameters, how) => {
    const verdict = checkCallback(parameters, expected, options.place)
    if (how === 'pasted' && verdict.kind === 'ignored' && isCut(parameters, expected))
      return { kind: 'ignored', why: 'cut' }
    if (verdict.kind === 'ignored') ignored += 1
    else if (verdict.kind === 'code' && how === 'pasted')
      answers.accept({ ...verdict, isPasted: true })
    else answers.accept(verdict)
    return verdict
  }

  const offerCode = (code: string): boolean => {
    if (expected === undefined || expected.namesIssuer) return false
    const parameters = new URLSearchParams({ code, state: expected.state })
    return offer(parameters, 'pasted').kind === 'code'
  }

  const respondToCallback = (query: string, response: ServerResponse): void => {
    const verdict = offer(new URLSearchParams(query))
    const { staleTab, malformed } = page.pages
    if (verdict.kind !== 'ignored') holdBrowser(response, holdLimit, browsers, page)
    else page.send(response, verdict.why === 'state' ? staleTab : malformed)
  }

  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const [path = '', query = ''] = (request.url ?? '').split(/\?(.*)/s, 2)
    if (isTurnedAway(request, response, path, { redirect, page })) return
    if (path === redirect.path) respondToCallback(query, response)
    else if (path === identityPath) sendJson(response, identity)
    else if (path === resultPath) peers.add(response)
    else response.writeHead(204, pageHeaders).end()
  }

  return {
    get answer() {
      return answers.current()
    },
    reopen: answers.reopen,
    offerCode,
    ignored: () => ignored,
    expect: (given) => {
      expected = given
    },
    offer,
    respond,
    settle: (ending) => {
      browsers.settle(ending)
      peers.settle(ending)
    },
  }
}
