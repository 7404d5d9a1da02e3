import { randomBytes } from 'node:crypto'
import type { IncomingMessage, ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import {
  openLoopbackServer,
  sendJson,
  sendText,
  type LoopbackServer,
} from '../../auth/sign-in/callback/loopback-server.js'
import { formHeaders } from '../../auth/sign-in/callback/pages.js'
import {
  identityPath,
  studyPath,
  yieldPath,
  type PeerPage,
} from '../../auth/sign-in/callback/peer-process.js'
import { isOwnHost, type RedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import { chosenPage, notTakenPage, questionPage, type StudyQuestion } from './study-html.js'

export interface StudyPageOptions {
  /** Whose port and host the page has: those of the sign-in. */
  readonly redirect: RedirectUri
  /** Process id, told to other processes that want to sign in meanwhile. */
  readonly pid: number
  readonly question: StudyQuestion
  /**
   * Takes what the person chose, before they are told; undefined where they want none of them.
   * @returns whether it was taken
   * @throws Error where that cannot be told: the person may choose again
   */
  readonly take: (study: number | undefined) => Promise<boolean>
}

/** A page on this computer that lives until it is closed. */
export interface OpenStudyPage {
  /** With a secret of this page, which nobody can guess. */
  readonly address: string
  close(): Promise<void>
}

const maxBody = 1_000
/** Milliseconds after which the port is taken back, and tried again while a sign-in has it. */
const awayMs = 1_000
/** Milliseconds that a choice which is being taken may go on when the port is given up. */
const takingMs = 10_000

/** @returns undefined for more than a form of this page holds */
const readForm = async (request: IncomingMessage): Promise<URLSearchParams | undefined> => {
  let text = ''
  for await (const part of request.setEncoding('utf8')) {
    text += String(part)
    if (text.length > maxBody) return undefined
  }
  return new URLSearchParams(text)
}

/** What was chosen: one of the options, or none of them; anything else is no answer. */
const chosenIn = (form: URLSearchParams, { options }: StudyQuestion) => {
  const chosen = form.get('study')
  if (chosen === 'none') return { study: undefined }
  return options.some(({ value }) => value === chosen) ? { study: Number(chosen) } : undefined
}

const answerForm = async (
  request: IncomingMessage,
  response: ServerResponse,
  { question, take }: StudyPageOptions,
): Promise<void> => {
  const form = await readForm(request)
  const chosen = form === undefined ? undefined : chosenIn(form, question)
  if (chosen === undefined) {
    sendText(response, 400, 'This is no answer to the question of this page.\n')
    return
  }
  const { study } = chosen
  try {
    const page = chosenPage(question, (await take(study)) ? study : undefined)
    response.writeHead(200, formHeaders).end(page)
  } catch {
    response.writeHead(503, formHeaders).end(notTakenPage)
  }
}

interface Parts extends StudyPageOptions {
  readonly path: string
  /** Gives the port up for a while. */
  readonly giveWay: () => void
}

/** Order of checks: path, `Host`, where the request comes from, method. */
const respondToPage = async (
  request: IncomingMessage,
  response: ServerResponse,
  parts: Parts,
): Promise<void> => {
  const { path, redirect, question } = parts
  if (request.url !== path) sendText(response, 404, 'Nothing is here.\n')
  else if (!isOwnHost(request.headers.host, redirect.port))
    sendText(response, 421, 'This address is only for this computer.\n')
  else if (request.headers['sec-fetch-site'] === 'cross-site')
    sendText(response, 403, 'Another site may not ask for this page.\n')
  else if (request.method === 'GET')
    response.writeHead(200, formHeaders).end(questionPage(question))
  else if (request.method === 'POST') await answerForm(request, response, parts)
  else
    sendText(
      response.setHeader('Allow', 'GET, POST'),
      405,
      'Only GET and POST are answered here.\n',
    )
}

/** A browser says where a request comes from; a program of ours does not. */
const isOfBrowser = ({ headers }: IncomingMessage): boolean =>
  headers.origin !== undefined || headers['sec-fetch-site'] !== undefined

/** Tells another process of ours who holds the port, or gives it up. @returns whether it was one */
const respondToPeer = (
  request: IncomingMessage,
  response: ServerResponse,
  { redirect, pid, giveWay }: Parts,
): boolean => {
  const { method, url, headers } = request
  if (isOfBrowser(request) || !isOwnHost(headers.host, redirect.port)) return false
  if (method === 'GET' && url === identityPath) {
    const holder: PeerPage = { app: 'jhe-mcp', page: 'study', pid }
    sendJson(response, holder)
  } else if (method === 'POST' && url === yieldPath) {
    response.writeHead(204).end()
    giveWay()
  } else return false
  return true
}

/** Holds the port, but for the time in which a sign-in has it. */
const createHolder = (open: () => Promise<LoopbackServer | undefined>) => {
  const ended = new AbortController()
  const { signal } = ended
  let isAway = false
  let server: LoopbackServer | undefined
  let coming: Promise<void> = Promise.resolve()

  /** @returns whether the port is ours */
  const take = async (): Promise<boolean> => {
    server = await open()
    return server !== undefined
  }
  /** Waits, then tries. @returns whether to go on */
  const isStillAway = async (): Promise<boolean> => {
    await delay(awayMs, undefined, { signal, ref: false }).catch(() => undefined)
    return !signal.aborted && !(await take().catch(() => false))
  }
  const comeBack = async (): Promise<void> => {
    await server?.close(takingMs)
    while (await isStillAway());
    isAway = false
  }
  return {
    take,
    giveWay: (): void => {
      if (isAway) return
      isAway = true
      coming = comeBack()
    },
    close: async (): Promise<void> => {
      ended.abort()
      await server?.close()
      await coming
      await server?.close()
    },
  }
}

/**
 * Shows a question on the sign-in port of this computer. It gives the port up for a sign-in of another
 * process, and takes it back after that.
 * @returns undefined where something else holds the port
 * @throws JheError CALLBACK_PORT_BUSY where the system does not allow the port
 */
export async function openStudyPage(options: StudyPageOptions): Promise<OpenStudyPage | undefined> {
  const { redirect } = options
  const path = `${studyPath}${randomBytes(32).toString('base64url')}`
  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    const parts = { ...options, path, giveWay: holder.giveWay }
    if (respondToPeer(request, response, parts)) return
    respondToPage(request, response, parts).catch(() => response.destroy())
  }
  const holder = createHolder(async () => {
    const outcome = await openLoopbackServer({ redirect, respond })
    return outcome.kind === 'taken' ? undefined : outcome.server
  })
  if (!(await holder.take())) return undefined
  return { address: `http://${redirect.host}:${redirect.port}${path}`, close: holder.close }
}
