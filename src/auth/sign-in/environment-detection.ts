import { jhe, type Place } from '../place.js'
import type { RedirectUri } from './callback/redirect-uri.js'

/** The facts of the system that tell whether the browser and jhe-mcp are on the same computer. */
export interface SystemFacts {
  readonly env: Readonly<Record<string, string | undefined>>
  /** Text of `/proc/version`, where there is one. */
  readonly kernel?: string
  /** Whether `/.dockerenv` or `/run/.containerenv` exists. */
  readonly hasContainerFile?: boolean
}

export type Environment = 'ssh' | 'wsl' | 'container' | 'local'

/** Where jhe-mcp runs, as seen from the person's browser. */
export function detectEnvironment({ env, kernel, hasContainerFile }: SystemFacts): Environment {
  const isSet = (name: string): boolean => (env[name] ?? '') !== ''
  if (isSet('SSH_CONNECTION') || isSet('SSH_TTY') || isSet('SSH_CLIENT')) return 'ssh'
  if (hasContainerFile === true || isSet('container')) return 'container'
  if (isSet('WSL_DISTRO_NAME') || /microsoft/i.test(kernel ?? '')) return 'wsl'
  return 'local'
}

const pasteTo = ({ login }: Place): string =>
  `copy the address of the page that cannot be shown and paste it to \`${login} --no-browser\``

/** The line that lets a browser on another computer reach this one. */
export const forwardingLine = ({ port }: RedirectUri): string =>
  `ssh -L ${port}:127.0.0.1:${port} <host>`

/** What to do when the browser runs on another system than jhe-mcp, as lines; none for `local`. */
export function forwardingHint(
  where: Environment,
  redirect: RedirectUri,
  place: Place = jhe,
): readonly string[] {
  switch (where) {
    case 'ssh':
      return [
        'This looks like an SSH session. For a browser on your own computer, first run there:',
        forwardingLine(redirect),
      ]
    case 'wsl':
      return [`If your Windows browser cannot come back here after the sign-in, ${pasteTo(place)}.`]
    case 'container':
      return [`A browser outside this container cannot come back here: ${pasteTo(place)}.`]
    case 'local':
      return []
  }
}
