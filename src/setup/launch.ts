import { posix, win32 } from 'node:path'

import { isPassing } from '../app/package-runner.js'
import { JheError } from '../errors.js'

/** How this program is installed. */
export interface Installation {
  readonly platform: NodeJS.Platform
  readonly execPath: string
  readonly packageFolder: string
  readonly version: string
}

/** The command and arguments with which a host starts a server. */
export interface Launch {
  readonly command: string
  readonly args: readonly string[]
}

const command = (installation: Installation): readonly [string, ...string[]] => {
  const { platform, execPath, packageFolder, version } = installation
  const pinned = ['-y', `jhe-mcp@${version}`]
  if (isPassing(packageFolder))
    return platform === 'win32' ? ['cmd', '/c', 'npx', ...pinned] : ['npx', ...pinned]
  const path = platform === 'win32' ? win32 : posix
  return [execPath, path.join(packageFolder, 'bin', 'jhe-mcp.js')]
}

/** Characters that the shell of Windows takes for its own, also in an argument. */
const ofShell = /[&|<>^%"]/

/**
 * How a host starts this version: by npx with the exact version where npx runs it now, else by the
 * full paths of node and of the installed program, as desktop applications have another PATH than
 * terminals. On Windows npx is a script, which only a shell starts.
 * @param words what follows the program
 * @throws JheError CONFIG_INVALID for words that would not reach the program unchanged
 */
export function launchWith(installation: Installation, words: readonly string[]): Launch {
  const [program, ...args] = command(installation)
  if (program === 'cmd' && words.some((word) => ofShell.test(word)))
    throw new JheError(
      'CONFIG_INVALID',
      'That address or path holds a character (& | < > ^ % ") that npx on Windows does not pass on.',
      'Install jhe-mcp with `npm install -g jhe-mcp`, and run the command again with the installed one.',
    )
  return { command: program, args: [...args, ...words] }
}

/** How a host starts the server on this computer, or the one of the demo world. */
export const launchOf = (installation: Installation, isDemo: boolean): Launch =>
  launchWith(installation, isDemo ? ['demo', '--stdio'] : [])
