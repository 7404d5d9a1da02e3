import { request } from 'node:http'
import { request as requestTls } from 'node:https'

import { orLate } from '../or-late.js'

/** Where somebody listens on this computer. */
export interface Port {
  /** As it listens: empty for every address. */
  readonly host: string
  readonly port: number
  readonly isTls: boolean
  /** `Host` of the request, and over TLS the name that the certificate must be made for. */
  readonly name: string
}

/** Milliseconds. */
const limitMs = 3_000
const mostCharacters = 20_000

const everyAddress = ['', '0.0.0.0', '::']

/** @returns the beginning of what a GET is answered with; undefined without an answer. */
export async function askPort(
  { host, port, isTls, name }: Port,
  path: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const target = {
    host: everyAddress.includes(host) ? '127.0.0.1' : host,
    port,
    path,
    signal,
    agent: false,
    headers: { host: name },
    servername: name.replace(/:\d+$/, ''),
  }
  const sent = isTls ? requestTls(target) : request(target)
  const answer = new Promise<string | undefined>((resolve) => {
    sent.once('error', () => {
      resolve(undefined)
    })
    sent.once('response', (response) => {
      let text = ''
      response.setEncoding('utf8')
      response.on('data', (part: string) => {
        text += part
        if (text.length > mostCharacters) sent.destroy()
      })
      response.once('close', () => {
        resolve(text)
      })
    })
  })
  sent.end()
  try {
    return await orLate(answer, limitMs, undefined)
  } finally {
    sent.destroy()
  }
}
