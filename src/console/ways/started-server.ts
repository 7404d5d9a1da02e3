import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'

import { JheError } from '../../errors.js'
import type { OpenPipe } from './pipe-upstream.js'
import { transportPipe } from './transport-pipe.js'

/** A program that serves MCP on its stdin and stdout. */
export interface StartedProgram {
  /** Found by `PATH` where it is no path. Never given to a shell. */
  readonly command: string
  readonly args: readonly string[]
}

const notStarted = (cause: unknown): JheError =>
  new JheError(
    'SERVER_UNREACHABLE',
    'The program was not started: it is not there, or may not be run.',
    'Check the command, as it is written on the page, in a terminal.',
    { cause },
  )

/**
 * Starts the program with the few variables of the environment that programs need (`PATH`, `HOME` …):
 * no setting of this program, and none of its secrets, is among them. What it writes to stderr is dropped.
 */
export const startedServer =
  ({ command, args }: StartedProgram): OpenPipe =>
  (end) => {
    const transport = new StdioClientTransport({ command, args: [...args], stderr: 'ignore' })
    const open = transportPipe(transport, async () => {
      try {
        await transport.start()
      } catch (thrown) {
        throw notStarted(thrown)
      }
    })
    return open(end)
  }
