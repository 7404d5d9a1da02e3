import { afterAll, beforeAll, expect } from 'vitest'

import { callMessage } from '../clients/raw-host.js'
import { createDatabase } from '../database/database.js'
import {
  exchangeRaw,
  rawRequest,
  type Header,
  type RawExchange,
  type RawRequest,
} from '../http/raw-exchange.js'
import { people } from '../worlds/jhe/people.js'
import { signInServed } from './sign-in.js'
import { openWholeServer, type WholeServer } from './whole-server.js'

/** Put into what is sent, and so never in what the server keeps. */
export const canary = 'canary7f3a'

/** A good question. */
export const listStudies = JSON.stringify(callMessage(1, 'list_studies'))

/** A whole server with two people signed in, for requests written by hand. */
export interface AttackedServer {
  readonly server: WholeServer
  readonly port: number
  /** Access tokens: who asks, and somebody else. */
  readonly tokens: { readonly own: string; readonly other: string }
  /** Headers of a good request to `/mcp`, without what says how long it is. */
  readonly usual: readonly Header[]
  /** @returns the usual headers without one */
  without(name: string): readonly Header[]
  /** @returns a good request with something else about it, and more headers */
  changed(change: RawRequest, ...more: readonly Header[]): Buffer
  /** Sends bytes over a connection of their own, and looks whether the server takes no harm. */
  send(bytes: string | Buffer): Promise<RawExchange>
}

export const lengthOf = (body: string | Buffer = ''): Header => [
  'Content-Length',
  String(Buffer.byteLength(body)),
]

/** What nobody outside should see of a program. */
const internals = /node_modules|\.[jt]s:\d+|\bat \w+ \(|TypeError|RangeError|SyntaxError/

const expectHarmless = (
  { server, tokens }: Pick<AttackedServer, 'server' | 'tokens'>,
  { text, statuses }: RawExchange,
  from: number,
): void => {
  expect(text).not.toMatch(internals)
  expect(statuses.filter((status) => status >= 500)).toEqual([])
  const kept = [server.log.join('\n'), JSON.stringify(server.lines)].join('\n')
  for (const secret of [canary, tokens.own, tokens.other]) expect(kept).not.toContain(secret)
  expect(
    server.log
      .slice(from)
      .filter((line) =>
        /^jhe-mcp error|kind="\w*(?:Type|Range|Reference|Assertion)Error/.test(line),
      ),
  ).toEqual([])
}

const open = async (databaseUrl: string): Promise<AttackedServer> => {
  const persons = [people.coordinator.userId, people.analyst.userId] as const
  const server = await openWholeServer({
    databaseUrl,
    people: persons.map((subject) => ({ subject })),
    env: { JHE_RATE: '999999/min' },
    answersAt: new Date('2026-11-21T12:00:00Z'),
  })
  const port = Number(new URL(server.url).port)
  const { access: own } = await signInServed(server, persons[0])
  const { access: other } = await signInServed(server, persons[1])
  const tokens = { own, other }
  const usual: readonly Header[] = [
    ['Host', `localhost:${port}`],
    ['Authorization', `Bearer ${own}`],
    ['Content-Type', 'application/json'],
    ['Accept', 'application/json, text/event-stream'],
    ['Connection', 'close'],
  ]
  return {
    server,
    port,
    tokens,
    usual,
    without: (name) => usual.filter(([known]) => known !== name),
    changed: (change, ...more) => {
      const body = change.body ?? listStudies
      return rawRequest({ headers: [...usual, lengthOf(body), ...more], ...change, body })
    },
    send: async (bytes) => {
      const from = server.log.length
      const exchange = await exchangeRaw(port, bytes)
      expectHarmless({ server, tokens }, exchange, from)
      return exchange
    },
  }
}

/** For the tests of one file. @returns a function that gives the server, once tests run */
export function useAttackedServer(): () => AttackedServer {
  const opened: { server?: AttackedServer; close?: () => Promise<void> } = {}
  beforeAll(async () => {
    const database = await createDatabase('jhe_0045')
    const attacked = await open(database.url)
    opened.server = attacked
    opened.close = async () => {
      await attacked.server.close()
      await database.drop()
    }
  })
  afterAll(async () => {
    await opened.close?.()
  })
  return () => {
    if (opened.server === undefined) throw new Error('the server is open only while tests run')
    return opened.server
  }
}
