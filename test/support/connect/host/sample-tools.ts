import { McpServer as FirstServer } from '@modelcontextprotocol/sdk/server/mcp.js'
import {
  McpServer as SecondServer,
  inputRequired,
  inputResponse,
} from '@modelcontextprotocol/server'
import { z } from 'zod'

const identity = { name: 'sample', version: '1.2.3', title: 'A sample' }
const instructions = 'Ask echo.'

/** A server with a tool of each kind, made with the first line of the SDK (2025). */
export function firstSample(): FirstServer {
  const server = new FirstServer(identity, { instructions })
  const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] })
  server.registerTool(
    'echo',
    { inputSchema: { text: z.string() }, annotations: { readOnlyHint: true } },
    ({ text: said }) => text(said),
  )
  server.registerTool(
    'count',
    { inputSchema: { to: z.number() } },
    async ({ to }, { sendNotification, _meta }) => {
      const progressToken = _meta?.progressToken
      for (let progress = 1; progressToken !== undefined && progress <= to; progress += 1)
        await sendNotification({
          method: 'notifications/progress',
          params: { progressToken, progress, total: to },
        })
      return text(`counted to ${to}`)
    },
  )
  server.registerTool('ask', {}, async () => {
    const answer = await server.server.elicitInput({
      message: 'Which?',
      requestedSchema: { type: 'object', properties: { which: { type: 'string' } } },
    })
    return text(`${answer.action} ${String(answer.content?.['which'])}`)
  })
  server.registerTool('fail', {}, () => ({ isError: true, ...text('it failed') }))
  server.registerTool('wait', {}, async ({ signal, sendNotification, _meta }) => {
    const progressToken = _meta?.progressToken
    if (progressToken !== undefined)
      await sendNotification({
        method: 'notifications/progress',
        params: { progressToken, progress: 0 },
      })
    await new Promise<void>((resolve) => {
      signal.addEventListener('abort', () => {
        resolve()
      })
    })
    return text('aborted')
  })
  server.registerTool('grow', {}, () => {
    server.registerTool('grown', {}, () => text('grown'))
    return text('grew')
  })
  server.registerPrompt('greet', { description: 'Greets.' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }],
  }))
  server.registerResource('page', 'sample://page', {}, () => ({
    contents: [{ uri: 'sample://page', text: 'a page' }],
  }))
  return server
}

/** The same with the second line (both eras, or 2026-07-28 alone, as it is served). */
export function secondSample(): SecondServer {
  const server = new SecondServer(identity, { instructions })
  const text = (said: string) => ({ content: [{ type: 'text' as const, text: said }] })
  server.registerTool(
    'echo',
    { inputSchema: z.object({ text: z.string() }), annotations: { readOnlyHint: true } },
    ({ text: said }) => text(said),
  )
  server.registerTool(
    'count',
    { inputSchema: z.object({ to: z.number() }) },
    async ({ to }, { mcpReq }) => {
      const progressToken = mcpReq._meta?.progressToken
      for (let progress = 1; progressToken !== undefined && progress <= to; progress += 1)
        await mcpReq.notify({
          method: 'notifications/progress',
          params: { progressToken, progress, total: to },
        })
      return text(`counted to ${to}`)
    },
  )
  server.registerTool('ask', {}, ({ mcpReq }) => {
    const answer = inputResponse(mcpReq.inputResponses, 'which')
    if (answer.kind === 'elicit')
      return text(`${answer.action} ${String(answer.content?.['which'])}`)
    const requestedSchema = {
      type: 'object' as const,
      properties: { which: { type: 'string' as const } },
    }
    const which = inputRequired.elicit({ message: 'Which?', requestedSchema })
    return inputRequired({ inputRequests: { which } })
  })
  server.registerTool('fail', {}, () => ({ isError: true, ...text('it failed') }))
  server.registerPrompt('greet', { description: 'Greets.' }, () => ({
    messages: [{ role: 'user', content: { type: 'text', text: 'Hello' } }],
  }))
  server.registerResource('page', 'sample://page', {}, () => ({
    contents: [{ uri: 'sample://page', text: 'a page' }],
  }))
  return server
}
