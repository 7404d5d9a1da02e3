import { existsSync, realpathSync } from 'node:fs'
import { delimiter, join } from 'node:path'

import type { Runtime } from './runtime.js'
import { isPassing } from './package-runner.js'

/** How and where this program is installed. */
export interface Installation {
  readonly platform: NodeJS.Platform
  readonly packageFolder: string
  readonly version: string
  readonly env: Readonly<Record<string, string | undefined>>
}

/** Rewrites the `jhe-mcp` commands in a text so that they work in this installation. */
export type CommandRewriter = (text: string) => string

const named =
  /(?<![\w@/.-]|npx )jhe-mcp(?= (?:login|logout|whoami|doctor|tools|call|sql|audit|brake|setup|demo|connect|console|serve|grants|state|deploy|delegate)\b| --(?:help|version))/g
/** Somebody else signs in by a command alone: the session here is good. */
const signsIn = /jhe-mcp (?:login(?! --switch)|logout)\b/

const isInstalled = /[\\/]node_modules[\\/]jhe-mcp[\\/]?$/

/** Whether a folder of PATH holds the command of this installation. */
const isOnPath = ({ platform, packageFolder, env }: Installation): boolean => {
  const file = platform === 'win32' ? 'jhe-mcp.cmd' : 'jhe-mcp'
  const folders = (env['PATH'] ?? env['Path'] ?? '').split(delimiter).filter((path) => path !== '')
  return folders.some((folder) => {
    const path = join(folder, file)
    if (!existsSync(path)) return false
    return platform === 'win32' || realpathSync(path).startsWith(realpathSync(packageFolder))
  })
}

/** Whether `npm install -g` has put the command beside this package, even if PATH does not name the folder. */
const isGlobal = ({ platform, packageFolder }: Installation): boolean =>
  existsSync(
    platform === 'win32'
      ? join(packageFolder, '..', '..', 'jhe-mcp.cmd')
      : join(packageFolder, '..', '..', '..', 'bin', 'jhe-mcp'),
  )

/** How `jhe-mcp` is started in a terminal. */
const commandOf = (installation: Installation): string => {
  const byNpx = `npx jhe-mcp@${installation.version}`
  if (isPassing(installation.packageFolder)) return byNpx
  if (!isInstalled.test(installation.packageFolder)) return 'node bin/jhe-mcp.js'
  return isOnPath(installation) || isGlobal(installation) ? 'jhe-mcp' : byNpx
}

const askAgain = 'Ask again where you asked: the sign-in then opens in your browser.'

/** A host that unpacked a bundle has a Node.js of its own, and the person may have none. */
const inBundle = (text: string, { version }: Installation): string => {
  const sentences = text
    .split(/(?<=[.!?]) (?=[A-Z])/)
    .filter((sentence) => !(sentence.startsWith('Or ') && signsIn.test(sentence)))
    .map((sentence) => (signsIn.test(sentence) ? askAgain : sentence))
  const once = sentences.filter(
    (sentence, i) => sentence !== askAgain || sentences.indexOf(sentence) === i,
  )
  return once.join(' ').replace(named, `npx jhe-mcp@${version}`)
}

/**
 * Rewrites commands such as `jhe-mcp login` for this installation: run by npx, installed, a clone,
 * or a bundle, where a sign-in needs no command. The file system is read only once a text names a
 * command.
 */
export function createCommandRewriter(installation: Installation): CommandRewriter {
  let command: string | undefined
  return (text) => {
    if (text.search(named) < 0) return text
    if (existsSync(join(installation.packageFolder, 'manifest.json')))
      return inBundle(text, installation)
    command ??= commandOf(installation)
    return text.replace(named, command)
  }
}

/** The rewriter of the running program. */
export const commandRewriterOf = ({
  machine,
  packageFolder,
  version,
  env,
}: Runtime): CommandRewriter =>
  createCommandRewriter({ platform: machine.platform, packageFolder, version, env })
