import { inventedNotice, openDemoApp } from '../app/demo/demo-app.js'
import { showTour } from './demo-tour.js'
import type { ServerCommandContext } from '../app/command-context.js'
import { refusingWith } from '../app/refusing-app.js'
import { commandRewriterOf } from '../app/command-rewriter.js'
import type { CommandContext, Runtime } from '../app/runtime.js'
import { serveCommand } from './serve-stdio.js'

export interface DemoOptions {
  readonly as?: string
  readonly signIn?: boolean
}

/** Where the tour ends, how to go on. */
const farewell = (runtime: Runtime, flags: string): string =>
  commandRewriterOf(runtime)(
    `\nAsk your own: point your LLM host at \`jhe-mcp demo --stdio${flags}\`, or try \`jhe-mcp tools\`.\n`,
  )

/** The demo's issuer is loaded only for a sign-in. */
const demoSignIn = async () => await import('./demo-sign-in.js')

/**
 * `jhe-mcp demo --http`: the demo world over HTTP, with its sign-in.
 * @param listen value of `--listen`
 * @returns the exit code
 */
export async function demoHttp(command: CommandContext, listen?: string): Promise<number> {
  const { serveDemo } = await import('./demo-http.js')
  return await serveDemo(command, listen)
}

/** `jhe-mcp demo --stdio`: the MCP server on the demo world. @returns the exit code */
export async function demoServer(
  { command, problem }: ServerCommandContext,
  { as, signIn }: DemoOptions,
): Promise<number> {
  const opened =
    signIn === true ? (await demoSignIn()).openSignedInApp(command) : await openDemoApp(command, as)
  return await serveCommand(command, refusingWith(opened, problem))
}

/**
 * `jhe-mcp demo`: a tour of real answers; with `--sign-in` as the person picked on a sign-in page.
 * @returns the exit code
 */
export async function demoCommand(command: CommandContext, options: DemoOptions): Promise<number> {
  const { stdout } = command.runtime
  if (options.signIn === true) {
    const { tourWithSignIn } = await demoSignIn()
    const code = await tourWithSignIn(command)
    if (code === 0) stdout.write(farewell(command.runtime, ' --sign-in'))
    return code
  }
  const opened = await openDemoApp(command, options.as)
  try {
    stdout.write(`${inventedNotice} You are ${opened.person}\n`)
    await showTour(opened, command.runtime)
    stdout.write(farewell(command.runtime, ''))
    return 0
  } finally {
    await opened.close()
  }
}
