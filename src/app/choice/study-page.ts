import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { setTimeout as delay } from 'node:timers/promises'

import { bindLoopback } from '../../auth/sign-in/callback/bind-loopback.js'
import { formHeaders, pageHeaders } from '../../auth/sign-in/callback/pages.js'
import { isOwnHost, type RedirectUri } from '../../auth/sign-in/callback/redirect-uri.js'
import { chosenPage, questionPage, type StudyQuestion } from './study-html.js'

export interface StudyPageOptions {
  /** Whose port and host the page has: those of the sign-in. */
  readonly redirect: RedirectUri
  readonly question: StudyQuestion
  /**
   * Takes what the person chose, before they are told; undefined where they want none of them.
   * @returns whether it was taken
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
/** Milliseconds that the last answer may take on its way. */
const closingMs = 60

const send = (response: ServerResponse, status: number, text: string): void => {
  const type = { 'Content-Type': 'text/plain; charset=utf-8' }
  response.writeHead(status, { ...pageHeaders, ...type }).end(text)
}

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
    send(response, 400, 'This is no answer to the question of this page.\n')
    return
  }
  const { study } = chosen
  const page = chosenPage(question, (await take(study)) ? study : undefined)
  response.writeHead(200, formHeaders).end(page)
}

/** Order of checks: path, `Host`, where the request comes from, method. */
const respond = async (
  request: IncomingMessage,
  response: ServerResponse,
  options: StudyPageOptions & { readonly path: string },
): Promise<void> => {
  response.shouldKeepAlive = false
  const { path, redirect, question } = options
  if (request.url !== path) send(response, 404, 'Nothing is here.\n')
  else if (!isOwnHost(request.headers.host, redirect.port))
    send(response, 421, 'This address is only for this computer.\n')
  else if (request.headers['sec-fetch-site'] === 'cross-site')
    send(response, 403, 'Another site may not ask for this page.\n')
  else if (request.method === 'GET')
    response.writeHead(200, formHeaders).end(questionPage(question))
  else if (request.method === 'POST') await answerForm(request, response, options)
  else send(response.setHeader('Allow', 'GET, POST'), 405, 'Only GET and POST are answered here.\n')
}

const closeAll = async (servers: readonly Server[]): Promise<void> => {
  const open = servers.filter((server) => server.listening)
  const closed = Promise.all(
    open.map(async (server) => {
      server.close()
      await once(server, 'close')
    }),
  )
  await Promise.race([closed, delay(closingMs)])
  for (const server of open) server.closeAllConnections()
  await closed
}

/**
 * Shows a question on the sign-in port of this computer.
 * @returns undefined where something else holds the port
 * @throws JheError CALLBACK_PORT_BUSY where the system does not allow the port
 */
export async function openStudyPage(options: StudyPageOptions): Promise<OpenStudyPage | undefined> {
  const { redirect } = options
  const path = `/study/${randomBytes(32).toString('base64url')}`
  const listen = (): Server =>
    createServer((request, response) => {
      respond(request, response, { ...options, path }).catch(() => response.destroy())
    }).on('error', () => undefined)
  const servers = { '127.0.0.1': listen(), '::1': listen() }
  const binding = await bindLoopback(redirect, servers)
  if (binding.kind === 'taken') return undefined
  return {
    address: `http://${redirect.host}:${redirect.port}${path}`,
    close: async () => {
      await closeAll(Object.values(servers))
    },
  }
}
