import type { ManagedOwner } from '../../files/managed-file.js'

/** Where the administrator of this computer may put a policy, and who must own it. */
export interface PolicyPlace {
  readonly path: string
  readonly owner: ManagedOwner
}

const root = 0

const windows = 'C:\\Windows'
const powershell = `${windows}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`

/** Reads security descriptors of files and folders as text; they throw where PowerShell cannot tell one. */
const descriptors = async (): Promise<(path: string) => string> => {
  const { execFileSync } = await import('node:child_process')
  // the path is no part of the program: it comes in a variable
  const program = '(Get-Acl -LiteralPath $env:JHE_POLICY_PATH).Sddl'
  return (path) =>
    execFileSync(powershell, ['-NoProfile', '-NonInteractive', '-Command', program], {
      encoding: 'utf8',
      env: { SystemRoot: windows, JHE_POLICY_PATH: path },
      timeout: 10_000,
      windowsHide: true,
    }).trim()
}

/**
 * The place of the policy on a platform: the same for every user of the computer. It is fixed, as
 * PowerShell is that tells the owner on Windows (`C:\ProgramData`, `C:\Windows`): environment variables
 * do not count, since whoever configures the host sets them and could so switch the policy off.
 */
export async function policyPlaceOn(platform: string): Promise<PolicyPlace> {
  if (platform === 'win32') {
    return { path: 'C:\\ProgramData\\jhe-mcp\\policy.json', owner: await descriptors() }
  }
  const folder = platform === 'darwin' ? '/Library/Application Support' : '/etc'
  return { path: `${folder}/jhe-mcp/policy.json`, owner: root }
}
