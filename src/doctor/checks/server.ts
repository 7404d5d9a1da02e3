import { join } from 'node:path'

import { flagOf } from '../../settings.js'
import { clean } from '../../text/clean.js'
import { askServer, type Stage } from '../ask-server.js'
import { defineCheck, found, pass, type Check } from '../check.js'
import type { DoctorContext } from '../context.js'

const smoke = defineCheck({
  id: 'mcp.smoke',
  group: 'mcp',
  title: 'Tool definitions',
  needs: ['config.parse'],
  outcomes: {
    broken: {
      status: 'fail',
      why: 'A host would be offered no tools.',
      fix: 'Install jhe-mcp again.',
      docs: 'troubleshooting',
    },
  },
  run: async (context) => {
    const { definitionsHash } = await import('../../mcp/tool-definitions-hash.js')
    const tools = await context.tools()
    const hash = definitionsHash(tools)
    const data = { tools: tools.length, sha256: hash }
    return tools.length > 0
      ? pass(`${tools.length} tools, SHA-256 ${hash.slice(0, 16)}…`, { data, detail: hash })
      : found('broken', 'the server lists no tools', { data })
  },
})

const clientInfo = { name: 'jhe-mcp-doctor', version: '1' }
const initialize = {
  jsonrpc: '2.0',
  id: 0,
  method: 'initialize',
  params: { protocolVersion: '2025-06-18', capabilities: {}, clientInfo },
}
const discover = {
  jsonrpc: '2.0',
  id: 0,
  method: 'server/discover',
  params: {
    _meta: {
      'io.modelcontextprotocol/protocolVersion': '2026-07-28',
      'io.modelcontextprotocol/clientInfo': clientInfo,
      'io.modelcontextprotocol/clientCapabilities': {},
    },
  },
}

/** Hosts give a server 30 s or more, since npx may have to fetch it first. */
const answerMs = 30_000
const exitMs = 2_000

/** The settings of this command line, as arguments of the server. */
const argumentsOf = ({ flags }: DoctorContext): readonly string[] =>
  Object.entries(flags).flatMap(([name, value]) =>
    typeof value === 'string' ? [flagOf(name), value] : [],
  )

const messages: Readonly<Record<Exclude<Stage, 'done'>, string>> = {
  start: 'it could not be started',
  ended: 'it ended without an answer',
  purity: 'it wrote something that is not JSON-RPC to stdout',
  exit: 'it did not end within 2 s after the host closed stdin',
}

const whyHost = 'A host starts the server in just this way.'
const more = 'See what it says on stderr: jhe-mcp doctor --verbose --check mcp.spawn'

const spawned = defineCheck({
  id: 'mcp.spawn',
  group: 'mcp',
  title: 'Starts as a host starts it',
  needs: ['mcp.smoke'],
  limitMs: answerMs + exitMs,
  outcomes: {
    start: {
      status: 'fail',
      why: whyHost,
      fix: 'Install Node.js again, then let this write the entry of the host: jhe-mcp setup <host>',
      docs: 'use-it-with-your-jhe',
    },
    ended: { status: 'fail', why: whyHost, fix: more, docs: 'troubleshooting' },
    timed_out: {
      status: 'fail',
      why: 'Hosts wait 30 to 60 s for a server, npx included, and then give up.',
      fix: 'Look for what slows Node.js down here: NODE_OPTIONS, a virus scanner, a network drive.',
      docs: 'troubleshooting',
    },
    purity: {
      status: 'fail',
      why: 'stdout belongs to the protocol: one other line, and a host gives up.',
      fix: 'Remove from NODE_OPTIONS what prints (a preloaded module).',
      docs: 'troubleshooting',
    },
    exit: {
      status: 'fail',
      why: 'Servers that stay behind pile up on this computer.',
      fix: more,
      docs: 'troubleshooting',
    },
  },
  run: async (context, signal) => {
    const { execPath, env, packageFolder } = context.runtime
    const args = [join(packageFolder, 'bin', 'jhe-mcp.js'), ...argumentsOf(context)]
    const command = { file: execPath, args, env }
    const outcomes = await Promise.all(
      [initialize, discover].map(async (request) => ({
        request,
        ...(await askServer(command, request, { signal, exitMs })),
      })),
    )
    for (const { request, stage, lastWords } of outcomes) {
      if (stage === 'done') continue
      const detail = clean(lastWords, 300)
      const rest = detail === '' ? {} : { detail }
      return found(stage, `${request.method}: ${messages[stage]}`, { ...rest, data: { stage } })
    }
    return pass('initialize and server/discover answered, stdout clean, ended in time')
  },
})

/** The server as hosts see it. */
export const serverChecks: readonly Check[] = [smoke, spawned]
