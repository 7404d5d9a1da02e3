import { posix, win32 } from 'node:path'

/** The facts on which the path of a host's file depends. */
export interface HostPathContext {
  readonly platform: NodeJS.Platform
  readonly home: string
  readonly env: Readonly<Record<string, string | undefined>>
  /** Names of the folders in `%LOCALAPPDATA%\Packages`; empty elsewhere than on Windows. */
  readonly storePackages: readonly string[]
}

/** The folders of a person, with the separators of their system. */
export interface Folders {
  readonly join: (...parts: readonly string[]) => string
  readonly home: string
  /** A variable of the environment; undefined where it is empty. */
  readonly env: (name: string) => string | undefined
  /** Where applications keep their settings on this system. */
  readonly settings: string
  /** Where programs that follow XDG on every system keep them. */
  readonly xdg: string
  /** `%APPDATA%` on Windows; undefined elsewhere. */
  readonly windows: string | undefined
  /** `%LOCALAPPDATA%` on Windows; undefined elsewhere. */
  readonly local: string | undefined
  readonly isMac: boolean
  /** Settings folders of Claude Desktop as a packaged app. */
  readonly packaged: readonly string[]
}

/** Claude Desktop as a packaged app (MSIX) sees its own copy of `%APPDATA%` and nothing else. */
const packagedSettings = (
  storePackages: readonly string[],
  local: string | undefined,
): readonly string[] => {
  if (local === undefined) return []
  return storePackages
    .filter((name) => /^Claude_\w+$/.test(name))
    .toSorted()
    .map((name) => win32.join(local, 'Packages', name, 'LocalCache', 'Roaming'))
}

/** Where the hosts of a person look. */
export function foldersOf(pathContext: HostPathContext): Folders {
  const { platform, home } = pathContext
  const env = (name: string): string | undefined => {
    const value = pathContext.env[name]
    return value === '' ? undefined : value
  }
  const isWindows = platform === 'win32'
  const path = isWindows ? win32 : posix
  const join = (...parts: readonly string[]): string => path.join(...parts)
  const xdg = env('XDG_CONFIG_HOME') ?? join(home, '.config')
  const local = isWindows ? (env('LOCALAPPDATA') ?? join(home, 'AppData', 'Local')) : undefined
  const roaming = env('APPDATA') ?? join(home, 'AppData', 'Roaming')
  const library = join(home, 'Library', 'Application Support')
  return {
    join,
    home,
    env,
    settings: isWindows ? roaming : platform === 'darwin' ? library : xdg,
    xdg,
    windows: isWindows ? roaming : undefined,
    local,
    isMac: platform === 'darwin',
    packaged: packagedSettings(pathContext.storePackages, local),
  }
}
